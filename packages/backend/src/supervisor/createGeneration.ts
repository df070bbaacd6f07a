import type {
  DisabledPlugin,
  FailedPlugin,
  InstallResult,
  InstalledPlugin,
  MergedPluginConfig,
  PluginRequest,
} from "@flyloft/installer";
import { type PluginReport, reportError } from "@flyloft/plugin-core";
import { BackendError } from "../errors.ts";
import type { AppConfig } from "@backstage/config";
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
  const { treeFile, madeOf } = plugin;
  return {
    report: {
      name: facts.name,
      version: facts.version,
      description: facts.description,
      pluginId: facts.pluginId,
      source: request.reference.kind,
      reference: request.text,
      digest,
      parts: facts.parts,
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
const NO_PARTS = { backend: false, frontend: false };

function fromFailed({ text, request, reason }: FailedPlugin): GenerationPlugin {
  const report = emptyReport(text, request, { state: "failed", reason });
  return { report, ...NOTHING };
}

function fromDisabled({ request }: DisabledPlugin): GenerationPlugin {
  const report = emptyReport(request.text, request, { state: "disabled" });
  return { report, ...NOTHING };
}

function emptyReport(
  text: string,
  request: PluginRequest | undefined,
  status: PluginReport["status"],
): PluginReport {
  const reference = request?.reference;
  return {
    name: reference?.kind === "npm" ? reference.name : text,
    version: undefined,
    description: undefined,
    pluginId: undefined,
    source: reference?.kind ?? "folder",
    reference: text,
    digest: undefined,
    parts: NO_PARTS,
    status,
    warnings: [],
    stale: false,
  };
}
