import type {
  DisabledPlugin,
  FailedPlugin,
  InstallResult,
  InstalledPlugin,
  MergedPluginConfig,
  PackageFacts,
  PluginRequest,
} from "@flyloft/installer";
import {
  type PluginPermissions,
  type PluginReport,
  reportError,
} from "@flyloft/plugin-core";
import type { AppConfig } from "@backstage/config";
import { BackendError } from "../errors.ts";
import type { GenerationContent, GenerationPlugin } from "./Generation.ts";

export interface GenerationConfig {
  readonly files: readonly string[];
  readonly template: readonly AppConfig[];
}

/** The content of a generation: what was installed, what failed, what is disabled. Pure. */
export function createGeneration(
  { installed, failed, disabled }: InstallResult,
  { origins }: MergedPluginConfig,
  config: GenerationConfig,
): GenerationContent {
  const names = new Set<string>();
  const plugins = installed.map((plugin) => {
    const first = !names.has(plugin.facts.name);
    names.add(plugin.facts.name);
    return first ? fromInstalled(plugin) : refuseSecond(plugin);
  });
  return {
    configFiles: config.files,
    pluginConfig: origins,
    config: config.template,
    plugins: [
      ...plugins,
      ...failed.map(fromFailed),
      ...disabled.map(fromDisabled),
    ],
  };
}

function fromInstalled(plugin: InstalledPlugin): GenerationPlugin {
  const { request, facts, digest, tree, dir, stale, warnings } = plugin;
  const { treeFile, madeOf, signer } = plugin;
  return {
    ...identify(request),
    report: {
      ...describeRequest(request),
      ...describePackage(facts, request),
      digest,
      ...(signer && { signer }),
      status: { state: "starting" },
      warnings,
      stale,
    },
    dir,
    ...(treeFile && { treeFile }),
    tree,
    ...(madeOf && { madeOf }),
    facts,
    isolation: request.isolation,
  };
}

function refuseSecond(plugin: InstalledPlugin): GenerationPlugin {
  const { name } = plugin.facts;
  const error = new BackendError(
    "COMPOSE_DUPLICATE_PLUGIN",
    `${plugin.request.text} is the package ${name}, which another entry brings already.`,
    {
      hint: "Keep one entry per package.",
      plugin: name,
      place: plugin.request.place,
    },
  );
  const { report } = fromInstalled(plugin);
  const status = {
    state: "failed",
    reason: reportError(error, error.code),
  } as const;
  return {
    ...identify(plugin.request),
    report: { ...report, status },
    ...NOTHING,
  };
}

const NOTHING = {
  dir: undefined,
  tree: undefined,
  facts: undefined,
  isolation: undefined,
};

function fromFailed({ text, request, reason }: FailedPlugin): GenerationPlugin {
  const report = emptyReport(text, request, { state: "failed", reason });
  return { ...identify(request), report, ...NOTHING };
}

/** What is known of its package keeps its place in the store: to enable it fetches nothing. */
function fromDisabled({ request, stored }: DisabledPlugin): GenerationPlugin {
  const status = { state: "disabled" } as const;
  const report = emptyReport(request.text, request, status);
  if (!stored) return { ...identify(request), report, ...NOTHING };
  const { facts, tree, digest, dir, madeOf } = stored;
  const known = { ...report, ...describePackage(facts, request), digest };
  return {
    ...identify(request),
    report: known,
    ...NOTHING,
    tree,
    ...(madeOf && { madeOf }),
    kept: { dir, facts },
  };
}

function identify(request: PluginRequest | undefined) {
  if (!request) return {};
  const { key, comesWith } = request;
  return { key, ...(comesWith !== undefined && { comesWith }) };
}

function describePackage(
  facts: PackageFacts,
  { granted }: PluginRequest,
): Pick<
  PluginReport,
  "name" | "version" | "description" | "pluginId" | "parts"
> &
  Partial<PluginReport> {
  const { name, version, description, pluginId, parts, profile } = facts;
  const permissions: PluginPermissions = {
    ...facts.permissions,
    granted: granted.filter((scope) =>
      facts.permissions.optional.includes(scope),
    ),
  };
  return {
    name,
    version,
    description,
    pluginId,
    parts,
    profile,
    permissions,
    hasSettings: facts.configSchema !== undefined,
  };
}

function describeRequest(request: PluginRequest) {
  const { reference, text, origin, isBuiltIn } = request;
  return { source: reference.kind, reference: text, origin, isBuiltIn };
}

const NO_PARTS = { backend: false, frontend: false };

function emptyReport(
  text: string,
  request: PluginRequest | undefined,
  status: PluginReport["status"],
): PluginReport {
  const reference = request?.reference;
  const known = request?.knownName;
  return {
    name: reference?.kind === "npm" ? reference.name : (known ?? text),
    version: undefined,
    description: undefined,
    pluginId: undefined,
    source: reference?.kind ?? "folder",
    reference: text,
    ...(request && describeRequest(request)),
    digest: undefined,
    parts: NO_PARTS,
    status,
    warnings: [],
    stale: false,
  };
}
