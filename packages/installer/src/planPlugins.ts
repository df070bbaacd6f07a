import {
  type ErrorReport,
  type PluginSigner,
  reportError,
} from "@flyloft/plugin-core";
import {
  type ConfigOrigin,
  mergePluginConfigs,
} from "./config/mergePluginConfigs.ts";
import { attestPlugin } from "./attestPlugin.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { type Run, createRun } from "./createRun.ts";
import { expandFamilies } from "./families/expandFamilies.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { type Located, locatePlugin } from "./locatePlugin.ts";
import type { LockEntry } from "./lock/LockEntry.ts";
import { mapConcurrently } from "./mapConcurrently.ts";
import {
  describePublished,
  noteStoredOffers,
} from "./plan/describePublished.ts";
import type { PlanNote } from "./plan/PlanNote.ts";
import { requireCompatible } from "./requireCompatible.ts";
import type { ExactSource } from "./resolve/ResolvedPlugin.ts";
import type { HostFacts } from "./verify/HostFacts.ts";
import type { PackageFacts } from "./verify/PackageFacts.ts";

/** One side of a change. A version or digest that only the bytes can tell is undefined. */
export interface PlannedVersion {
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly digest: string | undefined;
  /** Who signed it, where a rule asks or the lockfile tells. */
  readonly signer?: PluginSigner | undefined;
}

export interface PlannedPlugin {
  /** The reference as written, redacted. */
  readonly text: string;
  /** The request's. Undefined where the entry can't be parsed, or isn't there any more. */
  readonly key: string | undefined;
  /**
   * `change` where the lockfile has other bytes; `unknown` where only fetching would tell; `fail` with the reason;
   * `disable` of all that is disabled, with what is locked of it in `before`.
   */
  readonly action:
    "add" | "change" | "keep" | "remove" | "disable" | "unknown" | "fail";
  readonly before: PlannedVersion | undefined;
  readonly after: PlannedVersion | undefined;
  /** Whether the bytes have to be brought first. */
  readonly fetches: boolean;
  readonly stale: boolean;
  readonly required: boolean;
  readonly reason: ErrorReport | undefined;
  /** Before the bytes come, those that the registry's answer shows. */
  readonly warnings: readonly ErrorReport[];
  /** What else is known before the bytes come: what will be built and brought, what is offered, what can't work. */
  readonly notes: readonly PlanNote[];
  /** Left out where nothing but its bytes would tell. */
  readonly parts?: PackageFacts["parts"] | undefined;
  readonly permissions?: PackageFacts["permissions"] | undefined;
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
    const planning = { run, configured: namesOf(requests) };
    const planned = await mapConcurrently(
      requests,
      options.concurrency ?? 16,
      (request) => planPlugin(request, planning),
    );
    const failed = failures.map(({ text, request, required, error }) => ({
      ...unchanged(text, run.lock.get(text)),
      key: request?.key,
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

interface Planning {
  readonly run: Run;
  readonly configured: ReadonlySet<string>;
}

function namesOf(requests: readonly PluginRequest[]): ReadonlySet<string> {
  return new Set(
    requests.flatMap(({ reference }) =>
      reference.kind === "npm" ? [reference.name] : [],
    ),
  );
}

async function planPlugin(
  request: PluginRequest,
  planning: Planning,
): Promise<PlannedPlugin> {
  const { text, required } = request;
  const { lock } = planning.run;
  const base = {
    ...unchanged(text, lock.get(text)),
    key: request.key,
    required,
  };
  if (!request.enabled) return { ...base, action: "disable" };
  try {
    const located = await locatePlugin(request, planning.run);
    const found =
      located.kind === "stored"
        ? describeStored(request, located, planning)
        : await describeRemote(request, located, planning);
    const { run } = planning;
    return planSigner({ ...base, ...found }, request, { located, run });
  } catch (error) {
    const reason = reportError(error, "INSTALL_FAILED");
    return { ...base, action: "fail", reason };
  }
}

/** What is planned, with who signed it: an installation asks before it fetches, too. */
async function planSigner(
  planned: PlannedPlugin,
  request: PluginRequest,
  { located, run }: { readonly located: Located; readonly run: Run },
): Promise<PlannedPlugin> {
  if (planned.action === "fail") return planned;
  try {
    const { signer, warnings } = await attestPlugin(request, located, run);
    const { after } = planned;
    return {
      ...planned,
      ...(signer && after && { after: { ...after, signer } }),
      warnings: [...planned.warnings, ...warnings],
    };
  } catch (error) {
    const reason = reportError(error, "INSTALL_FAILED");
    return { ...planned, action: "fail", reason };
  }
}

type Finding = Pick<PlannedPlugin, "action" | "after" | "fetches"> &
  Partial<PlannedPlugin>;

/** Of npm packages the registry tells a good deal before anything is fetched. */
async function describeRemote(
  request: PluginRequest,
  { resolved }: Extract<Located, { kind: "remote" }>,
  { run, configured }: Planning,
): Promise<Finding> {
  const { source, digest, stale } = resolved;
  const after = { ...nameOf(source), digest };
  const action = actionFor(run.lock.get(request.text), digest);
  const found = { action, after, fetches: true, stale };
  if (source.kind !== "npm") return found;
  const { host } = run.options;
  const context = run.contextFor(request, noStaging);
  const told = await describePublished(source, request, {
    host,
    configured,
    context,
  });
  if (!told) return found;
  const { notes } = told;
  return told.refusal
    ? { ...found, action: "fail", reason: told.refusal, notes }
    : { ...judge(request, told.facts, { found, host }), notes };
}

function describeStored(
  request: PluginRequest,
  { stored, stale }: Extract<Located, { kind: "stored" }>,
  { run, configured }: Planning,
): Finding {
  const { name, version, pluginPackages } = stored.facts;
  const after = { name, version, digest: stored.digest };
  const action = actionFor(run.lock.get(request.text), stored.digest);
  const found = { action, after, stale, fetches: false };
  const notes =
    request.with === "family"
      ? []
      : noteStoredOffers(pluginPackages, name, configured);
  const { host } = run.options;
  return { ...judge(request, stored.facts, { found, host }), notes };
}

/** As an installation would, as far as it is known now. */
function judge(
  request: PluginRequest,
  facts: PackageFacts,
  { found, host }: { readonly found: Finding; readonly host: HostFacts },
): Finding {
  const { parts, permissions } = facts;
  const told = { ...found, parts, permissions };
  try {
    return { ...told, warnings: requireCompatible({ request, facts }, host) };
  } catch (error) {
    const reason = reportError(error, "INSTALL_FAILED");
    return { ...told, action: "fail", reason };
  }
}

function noStaging(): Promise<never> {
  return Promise.reject(new Error("planning writes nothing"));
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
    key: undefined,
    action: "keep",
    before: entry && {
      name: entry.name,
      version: entry.version,
      digest: entry.digest,
      ...(entry.signer && { signer: entry.signer }),
    },
    after: undefined,
    fetches: false,
    stale: false,
    required: false,
    reason: undefined,
    warnings: [],
    notes: [],
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
