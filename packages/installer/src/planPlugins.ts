import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import {
  type ConfigOrigin,
  mergePluginConfigs,
} from "./config/mergePluginConfigs.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { type Run, createRun } from "./createRun.ts";
import { expandFamilies } from "./families/expandFamilies.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { type Located, locatePlugin } from "./locatePlugin.ts";
import type { LockEntry } from "./lock/LockEntry.ts";
import { mapConcurrently } from "./mapConcurrently.ts";
import type { ExactSource } from "./resolve/ResolvedPlugin.ts";
import { checkCompatibility } from "./verify/checkCompatibility.ts";

/** One side of a change. A version or digest that only the bytes can tell is undefined. */
export interface PlannedVersion {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly digest: string | undefined;
}

export interface PlannedPlugin {
  /** The reference as written, redacted. */
  readonly text: string;
  /** `change` where the lockfile has other bytes; `unknown` where only fetching would tell; `fail` with the reason. */
  readonly action:
    "add" | "change" | "keep" | "remove" | "disable" | "unknown" | "fail";
  readonly before: PlannedVersion | undefined;
  readonly after: PlannedVersion | undefined;
  /** Whether the bytes have to be brought first. */
  readonly fetches: boolean;
  readonly stale: boolean;
  readonly required: boolean;
  readonly reason: ErrorReport | undefined;
  /** Known before the bytes come only where the store has them. */
  readonly warnings: readonly ErrorReport[];
}

export interface PluginPlan {
  readonly plugins: readonly PlannedPlugin[];
  /** Every key of the merged `pluginConfig`, as written, with who set it and where. */
  readonly config: readonly ConfigOrigin[];
}

/** What `installPlugins` with the same options would do. Asks registries, brings no bytes, writes nothing. */
export async function planPlugins(
  options: InstallOptions,
): Promise<PluginPlan> {
  const run = await createRun(options, { readOnly: true });
  try {
    const { requests, failures } = await expandFamilies(run);
    const planned = await mapConcurrently(
      requests,
      options.concurrency ?? 16,
      (request) => planPlugin(request, run),
    );
    const failed = failures.map(({ text, required, error }) => ({
      ...unchanged(text, run.lock.get(text)),
      action: "fail" as const,
      required,
      reason: reportError(error, error.code),
    }));
    return {
      plugins: [
        ...failed,
        ...planned,
        ...removals(run, [...requests, ...failures]),
      ],
      config: mergePluginConfigs(requests).origins,
    };
  } finally {
    await run.close();
  }
}

async function planPlugin(
  request: PluginRequest,
  run: Run,
): Promise<PlannedPlugin> {
  const { text, required } = request;
  const entry = run.lock.get(text);
  const base = { ...unchanged(text, entry), required };
  if (!request.enabled) return { ...base, action: "disable" };
  try {
    return {
      ...base,
      ...describe(request, await locatePlugin(request, run), run),
    };
  } catch (error) {
    const reason = reportError(error, "INSTALL_FAILED");
    return { ...base, action: "fail", reason };
  }
}

function describe(
  request: PluginRequest,
  located: Located,
  run: Run,
): Pick<PlannedPlugin, "action" | "after" | "fetches"> &
  Partial<PlannedPlugin> {
  const entry = run.lock.get(request.text);
  if (located.kind === "remote") {
    const { source, digest } = located.resolved;
    const after = { ...nameOf(source), digest };
    const action = actionFor(entry, digest);
    return { action, after, fetches: true, stale: located.resolved.stale };
  }
  const { stored, stale } = located;
  const { name, version } = stored.facts;
  const after = { name, version, digest: stored.digest };
  const { blocking, warnings } = checkCompatibility(
    stored.facts,
    run.options.host,
  );
  const found = { after, stale, fetches: false };
  const [reason] = blocking;
  if (reason && request.compatibility === "enforce") {
    return { ...found, action: "fail", reason, warnings };
  }
  const action = actionFor(entry, stored.digest);
  return { ...found, action, warnings: [...blocking, ...warnings] };
}

function actionFor(
  entry: LockEntry | undefined,
  digest: string | undefined,
): PlannedPlugin["action"] {
  if (!entry) return "add";
  if (digest === undefined) return "unknown";
  return entry.digest === digest ? "keep" : "change";
}

function nameOf(source: ExactSource) {
  return source.kind === "npm"
    ? { name: source.name, version: source.version }
    : { name: undefined, version: undefined };
}

function unchanged(text: string, entry: LockEntry | undefined): PlannedPlugin {
  return {
    text,
    action: "keep",
    before: entry && {
      name: entry.name,
      version: entry.version,
      digest: entry.digest,
    },
    after: undefined,
    fetches: false,
    stale: false,
    required: false,
    reason: undefined,
    warnings: [],
  };
}

/** Locked references that the configuration doesn't name any more. */
function removals(
  run: Run,
  configured: readonly { readonly text: string }[],
): PlannedPlugin[] {
  const named = new Set(configured.map(({ text }) => text));
  return [...run.lock]
    .filter(([text]) => !named.has(text))
    .map(([text, entry]) => ({ ...unchanged(text, entry), action: "remove" }));
}
