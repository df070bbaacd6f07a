import { installPlugins, mergePluginConfigs } from "@flyloft/installer";
import type { ErrorReport } from "@flyloft/plugin-core";
import type { JsonObject } from "@backstage/types";
import { BackendError } from "../errors.ts";
import { BackendProcess, type ProcessExit } from "./BackendProcess.ts";
import { createGeneration } from "./createGeneration.ts";
import type { Generation } from "./Generation.ts";
import { appFolder, configSchemaFile, readPortalFacts } from "./hostFiles.ts";
import type { ReadyMessage, StartMessage } from "./messages.ts";
import { type PortalOptions, preparePipeline } from "./preparePipeline.ts";
import { readConfig } from "./readConfig.ts";
import { readVisibility } from "./readVisibility.ts";
import { STATIC_PLUGINS } from "./staticPlugins.ts";

export interface RunningPortal {
  readonly generation: Generation;
  readonly ready: ReadyMessage;
  /** Resolves when the backend process ended, whoever wanted it. */
  readonly exited: Promise<ProcessExit>;
  /** Lets requests end, stops plugins, and resolves when the process is gone. */
  stop(): Promise<ProcessExit>;
}

/**
 * Config → resolve → fetch → verify → install, then a generation and a backend process that runs it. Resolves when the
 * portal answers requests. Never imports plugin code.
 *
 * @throws the signal's reason where it ends the start; BackendError `SUPERVISE_*` or what kept the backend process from being ready; errors of the installer's
 */
export async function startPortal(
  options: PortalOptions,
): Promise<RunningPortal> {
  const pipeline = await preparePipeline(options);
  const { data, files, install } = pipeline;
  // The process loads Node and waits while plugins are installed.
  const backend = new BackendProcess();
  options.signal?.addEventListener("abort", () => void backend.stop());
  try {
    const merged = mergePluginConfigs(install.config.requests);
    const [result, config] = await Promise.all([
      installPlugins(install),
      readConfig({
        files,
        pluginConfig: merged.config as JsonObject,
        data,
        port: options.port,
      }),
    ]);
    // What was cut short failed for no reason of its own, and is no generation.
    options.signal?.throwIfAborted();
    refuseMissing(result.failed);
    const generation = data.writeGeneration(
      createGeneration(files, result, merged),
    );
    const start: StartMessage = {
      type: "start",
      generation,
      config,
      portal: readPortalFacts(),
      paths: { app: appFolder(), codeCache: data.codeCache },
      staticPlugins: STATIC_PLUGINS.filter(({ when }) => when(config)).map(
        ({ name }) => ({ name }),
      ),
    };
    backend.send(start);
    backend.send(
      await readVisibility(config, generation.plugins, configSchemaFile()),
    );
    const ready = await untilReady(backend);
    return {
      generation,
      ready,
      exited: backend.exited,
      stop: () => backend.stop(),
    };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}

function refuseMissing(
  failed: readonly { text: string; required: boolean; reason: ErrorReport }[],
): void {
  const missing = failed.find(({ required }) => required);
  if (!missing) return;
  const { text, reason } = missing;
  throw new BackendError(
    "SUPERVISE_REQUIRED_PLUGIN",
    `The required plugin ${text} is not installed. ${reason.code}: ${reason.message}`,
    { hint: reason.hint, plugin: text, place: reason.place },
  );
}

async function untilReady(backend: BackendProcess): Promise<ReadyMessage> {
  const answer = await backend.answered;
  if (answer?.type === "ready") return answer;
  if (answer) throw revive(answer.error);
  const { code, signal } = await backend.exited;
  throw new BackendError(
    "SUPERVISE_EXITED_EARLY",
    `The backend process ended with ${signal ?? `code ${code}`} before it was ready.`,
    {
      hint: "A plugin ended the process, or it ran out of memory: see the last lines of the log, then disable the plugin they name.",
    },
  );
}

/** An error of the backend process, with the code it had there. */
function revive({ code, message, hint, place }: ErrorReport): BackendError {
  return new BackendError(code as BackendError["code"], message, {
    hint,
    place,
  });
}
