import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AppConfig } from "@backstage/config";
import { type InstallResult, mergePluginConfigs } from "@flyloft/installer";
import type { JsonObject } from "@backstage/types";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import { BackendError } from "../errors.ts";
import { createGeneration } from "../supervisor/createGeneration.ts";
import { detectMechanisms } from "../supervisor/hosts/detectMechanisms.ts";
import type {
  FromBackend,
  PreparedMessage,
  ToBackend,
} from "../supervisor/messages.ts";
import { completeConfig, loadConfigFiles } from "../supervisor/readConfig.ts";
import type { RunningGeneration } from "../supervisor/RunningGeneration.ts";
import { startGeneration } from "../supervisor/startGeneration.ts";
import { SupervisedProcess } from "../supervisor/SupervisedProcess.ts";
import type { Examination } from "./Examination.ts";
import { ownConfig } from "./ownConfig.ts";

export interface Trial {
  /** Undefined where the process did not get ready; `error` says why. */
  readonly prepared: PreparedMessage | undefined;
  readonly error: ErrorReport | undefined;
  /** Resident memory of the process, bytes. */
  readonly memory: number | undefined;
  /** The end of what the process wrote. */
  readonly log: readonly string[];
}

/** All that starting may take, beyond the deadline that each plugin has. */
const TRIAL_LIMIT_MS = 180_000;
/** A process that needs more than this is not one to run among others. */
const MEMORY_LIMIT = 2 * 1000 ** 3;
const HEARTBEAT_MS = 20_000;
const LOG_LINES = 40;

/**
 * Starts the installed packages in a backend process of their own, with an empty SQLite database, tells how each of them
 * stands, and ends the process.
 */
export async function runTrial(
  examination: Examination,
  installed: InstallResult,
): Promise<Trial> {
  const { signal } = examination.options;
  const logFile = path.join(examination.folder, "backend.log");
  const output = openSync(logFile, "a");
  const running = await begin(examination, installed, output);
  try {
    const prepared = await withinLimit(
      running.prepare(),
      installed.installed,
      signal,
    );
    const { memory } = running.processes[0] ?? {};
    const log = hasFailed(prepared) ? await readEnd(logFile) : [];
    return { prepared, error: undefined, memory, log };
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = reportError(thrown, "SUPERVISE_EXITED_EARLY");
    const log = await readEnd(logFile);
    return { prepared: undefined, error, memory: undefined, log };
  } finally {
    await running.stop();
    closeSync(output);
  }
}

async function begin(
  { data, options, ...examination }: Examination,
  installed: InstallResult,
  output: number,
): Promise<RunningGeneration> {
  const merged = mergePluginConfigs(examination.configured);
  const { files } = examination;
  const loaded =
    files.length > 0 ? await loadConfigFiles(files, options.env) : [];
  const own = ownConfig([
    { context: "plugins", data: merged.config as JsonObject },
    ...loaded,
  ]);
  const configs = [...extendedPlugins(installed), ...own];
  const content = createGeneration(installed, merged, {
    files,
    template: [],
  });
  const pluginIds = content.plugins.flatMap(
    ({ facts }) => facts?.pluginId ?? [],
  );
  return startGeneration({
    generation: { ...content, number: 1, createdAt: new Date().toISOString() },
    config: completeConfig({ configs, data, port: undefined, pluginIds }),
    data,
    machine: detectMechanisms,
    env: options.env,
    formerRemotes: [],
    patienceMs: undefined,
    careful: false,
    takesInventory: true,
    heartbeatMs: HEARTBEAT_MS,
    takeProcess: () =>
      new SupervisedProcess<ToBackend, FromBackend>({
        entry: fileURLToPath(
          import.meta.resolve("@flyloft/backend/backend-process"),
        ),
        execArgv: process.execArgv,
        prefix: [],
        env: options.env,
        heartbeatMs: HEARTBEAT_MS,
        memoryLimit: MEMORY_LIMIT,
        output,
      }),
    onCrash: () => undefined,
    metrics: () => Promise.resolve(""),
    answer: () => Promise.resolve({ status: 501, body: undefined }),
  });
}

/** Sign-in is there only where it is configured, and its modules need it. */
function extendedPlugins({ installed }: InstallResult): readonly AppConfig[] {
  const isAuth = installed.some(
    ({ facts }) =>
      facts.role === "backend-plugin-module" && facts.pluginId === "auth",
  );
  const data = { auth: { environment: "development", providers: {} } };
  return isAuth ? [{ context: "doctor", data }] : [];
}

/** Rejects with the signal's reason, too: then nobody wants to know any more. */
async function withinLimit(
  prepared: Promise<PreparedMessage>,
  installed: InstallResult["installed"],
  signal: AbortSignal | undefined,
): Promise<PreparedMessage> {
  const late = AbortSignal.timeout(TRIAL_LIMIT_MS);
  const ends = [late, ...(signal ? [signal] : [])];
  try {
    return await Promise.race([prepared, ...ends.map(untilAborted)]);
  } catch (error) {
    // The end of the process that follows is nobody's concern.
    prepared.catch(() => undefined);
    signal?.throwIfAborted();
    throw late.aborted ? tooLate(installed) : error;
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

function tooLate(installed: InstallResult["installed"]): BackendError {
  const plugin = installed[0]?.facts.name;
  return new BackendError(
    "COMPOSE_DEADLINE",
    `${plugin} did not start within ${TRIAL_LIMIT_MS / 1000} s.`,
    {
      hint: "It waits for something that doesn't answer: see the end of the log.",
      plugin,
    },
  );
}

function hasFailed({ plugins, staticFailures }: PreparedMessage): boolean {
  return (
    plugins.some(({ status }) => status.state !== "active") ||
    Object.keys(staticFailures).length > 0
  );
}

async function readEnd(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trimEnd().split("\n").slice(-LOG_LINES);
}
