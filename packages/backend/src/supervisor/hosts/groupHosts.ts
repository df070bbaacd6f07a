import type { IsolationRequest } from "@flyloft/installer";
import type { IsolationTier } from "@flyloft/plugin-core";
import { duplicatePlugin } from "../../duplicatePlugin.ts";
import { BackendError } from "../../errors.ts";
import type { GenerationPlugin } from "../Generation.ts";

/** Packages that run in one process of their own. */
export interface HostGroup {
  /** The plugin's id, or the package's name where the package doesn't tell it. */
  readonly id: string;
  /** Undefined where the package doesn't tell. */
  readonly pluginId: string | undefined;
  readonly isolation: IsolationRequest;
  /** The plugin first, then its modules. */
  readonly plugins: readonly GenerationPlugin[];
}

export interface HostGrouping {
  readonly groups: readonly HostGroup[];
  /** Why a package is not started, by its name. */
  readonly refusals: ReadonlyMap<string, BackendError>;
  /** What is other than asked, by the package's name. */
  readonly warnings: ReadonlyMap<string, BackendError>;
}

const MODULE_ROLE = "backend-plugin-module";
const STRICTNESS: readonly IsolationTier[] = ["none", "process", "sandbox"];

/**
 * Which packages of a generation run in processes of their own. A plugin's entry decides for the plugin, and its modules
 * go where it is. What names a tier itself never gets a weaker one: it is refused. Pure.
 */
export function groupHosts(plugins: readonly GenerationPlugin[]): HostGrouping {
  const backends = plugins.filter(
    ({ facts, report }) =>
      facts?.parts.backend && report.status.state === "starting",
  );
  const owners = backends.filter((plugin) => !isModule(plugin));
  const refusals = new Map<string, BackendError>();
  const warnings = new Map<string, BackendError>();
  const groups = new Map<string, HostGroup>();
  for (const owner of owners) {
    const group = hostOf(owner);
    const first = owners.find((other) => idOf(other) === group.id) ?? owner;
    if (first !== owner && (isIsolated(first) || isIsolated(owner))) {
      refusals.set(
        owner.report.name,
        duplicatePlugin(owner.report.name, idOf(owner), first.report.name),
      );
    } else if (isIsolated(owner)) groups.set(group.id, group);
  }
  for (const module of backends.filter(isModule)) {
    const group = groups.get(module.facts?.pluginId ?? "");
    const { refusal, warning } = placeModule(module, group);
    if (refusal) refusals.set(module.report.name, refusal);
    else if (group) groups.set(group.id, withModule(group, module));
    if (warning) warnings.set(module.report.name, warning);
  }
  return { groups: [...groups.values()], refusals, warnings };
}

function isModule({ facts }: GenerationPlugin): boolean {
  return facts?.role === MODULE_ROLE;
}

function isIsolated({ isolation }: GenerationPlugin): boolean {
  return isolation !== undefined && isolation.tier !== "none";
}

function idOf({ facts, report }: GenerationPlugin): string {
  return facts?.pluginId ?? report.name;
}

function hostOf(owner: GenerationPlugin): HostGroup {
  const { isolation, facts } = owner;
  if (!isolation) throw new Error(`${owner.report.name} is not to run.`);
  const pluginId = facts?.pluginId;
  return { id: idOf(owner), pluginId, isolation, plugins: [owner] };
}

function withModule(group: HostGroup, module: GenerationPlugin): HostGroup {
  return { ...group, plugins: [...group.plugins, module] };
}

interface ModulePlace {
  readonly refusal?: BackendError;
  readonly warning?: BackendError;
}

function placeModule(
  module: GenerationPlugin,
  group: HostGroup | undefined,
): ModulePlace {
  const { isolation } = module;
  const given = group?.isolation.tier ?? "none";
  if (!isolation) return {};
  if (STRICTNESS.indexOf(isolation.tier) <= STRICTNESS.indexOf(given)) {
    return {};
  }
  return isolation.isNamed
    ? { refusal: stricterModule(module, given) }
    : { warning: sharedModule(module, given) };
}

function stricterModule(
  { report, facts, isolation }: GenerationPlugin,
  given: IsolationTier,
): BackendError {
  const owner = facts?.pluginId;
  const where = owner
    ? `its plugin '${owner}' runs with \`${given}\``
    : "its package.json doesn't say whose module it is";
  return new BackendError(
    "SUPERVISE_MODULE_ISOLATED",
    `${report.name} asks for the isolation \`${isolation?.tier}\`, but it is a module, and ${where}.`,
    {
      hint: owner
        ? `A module runs in its plugin's process: write \`isolation: ${isolation?.tier}\` on the entry of the plugin '${owner}', or remove it from the module's.`
        : "Ask its publisher for a package with backstage.pluginId, or remove `isolation` from its entry.",
      plugin: report.name,
    },
  );
}

function sharedModule(
  { report, isolation }: GenerationPlugin,
  given: IsolationTier,
): BackendError {
  return new BackendError(
    "SUPERVISE_MODULE_SHARED",
    `${report.name} is a module and runs where its plugin does, with the isolation \`${given}\`, not \`${isolation?.tier}\` as the default asks.`,
    {
      hint: "Isolate its plugin, or write `isolation: none` on the module's entry to accept this.",
      plugin: report.name,
    },
  );
}
