import { existsSync } from "node:fs";
import path from "node:path";
import type { AppConfig } from "@backstage/config";
import {
  type GenerationSettings,
  type PluginRequest,
  installPlugins,
  mergePluginConfigs,
  readPluginRequests,
} from "@flyloft/installer";
import type { ErrorReport } from "@flyloft/plugin-core";
import { BackendError } from "../errors.ts";
import { fillTemplate, placeholderEnv } from "./configTemplate.ts";
import { configFiles } from "./configLocation.ts";
import { createGeneration } from "./createGeneration.ts";
import { describeFile } from "./describeFile.ts";
import type { Generation, GenerationContent } from "./Generation.ts";
import type { DataFolder } from "./DataFolder.ts";
import {
  type Pipeline,
  type PortalOptions,
  overlayOf,
  preparePipeline,
} from "./preparePipeline.ts";
import { layerConfigs } from "./layerConfigs.ts";
import { completeConfig } from "./readConfig.ts";

/** Everything that a generation is made of, before it has a number. */
export interface Assembly {
  readonly content: GenerationContent;
  /** Complete, in Backstage's order. Holds secrets. */
  readonly config: readonly AppConfig[];
  /** Values of secret settings: none may reach a log or a report. */
  readonly secrets: readonly string[];
  readonly settings: GenerationSettings;
  /** Plugins whose failure keeps it from nothing: whoever goes back to it knows it so. */
  readonly accepted?: readonly string[];
  /** The store, where it is this portal's alone. */
  readonly ownStore: string | undefined;
  /** What a change of leads to another generation. */
  readonly watched: {
    readonly files: readonly string[];
    readonly folders: readonly string[];
  };
}

/**
 * Config → resolve → fetch → verify → install. Plugins that can't be installed are in the content, with the reason.
 *
 * @throws the signal's reason where it ends the work; BackendError `SUPERVISE_*`; errors of the installer's configuration
 */
export async function assembleGeneration(
  options: PortalOptions,
): Promise<Assembly> {
  const looks = () => configFiles(options).map(describeFile).join();
  for (let tries = 1; ; tries += 1) {
    const before = looks();
    const assembly = await assembleOnce(options);
    // A file that was saved meanwhile may be the old one in one part and the new one in another.
    if (looks() === before || tries === MOST_TRIES) return assembly;
  }
}

const MOST_TRIES = 5;

async function assembleOnce(options: PortalOptions): Promise<Assembly> {
  const pipeline = await preparePipeline(options);
  const { data, files, install, requested } = pipeline;
  const merged = mergePluginConfigs(install.config.requests);
  const [result, configs, template] = await Promise.all([
    installPlugins(install),
    layerConfigs(pipeline),
    readTemplate(pipeline, options),
  ]);
  // What was cut short failed for no reason of its own, and is no generation.
  options.signal?.throwIfAborted();
  refuseMissing(result.failed);
  const { settings, requests } = requested;
  const content = createGeneration(result, merged, { files, template });
  const pluginIds = idsOf(content);
  return {
    content,
    config: completeConfig({ configs, data, port: options.port, pluginIds }),
    secrets: Object.values(pipeline.desired.secrets),
    settings: settings.generations,
    ownStore: settings.store === undefined ? data.store : undefined,
    watched: {
      files: requested.files,
      folders: requests.flatMap(folderOf),
    },
  };
}

/** A plugin in a folder changes when it is built. */
function folderOf({ enabled, reference, baseDir }: PluginRequest): string[] {
  return enabled && reference.kind === "folder"
    ? [path.resolve(baseDir, reference.path)]
    : [];
}

/**
 * An earlier generation as it was: its packages from the store, its configuration with the present values of variables.
 *
 * @throws BackendError `SUPERVISE_ROLLBACK_GONE` where a package of it is no longer in the store
 */
export function restoreGeneration(
  { number, createdAt: _createdAt, ...content }: Generation,
  data: DataFolder,
  { env, port }: Pick<PortalOptions, "env" | "port">,
): Pick<Assembly, "content" | "config" | "accepted"> {
  const gone = content.plugins.find(({ dir }) => dir && !existsSync(dir));
  if (gone) {
    throw new BackendError(
      "SUPERVISE_ROLLBACK_GONE",
      `Generation ${number} can't come back: ${gone.report.name} is no longer in the store.`,
      {
        hint: "Choose another generation, or set the version you want in app-config.yaml.",
        plugin: gone.report.name,
      },
    );
  }
  const configs = fillTemplate(content.config, env);
  const pluginIds = idsOf(content);
  return {
    content,
    config: completeConfig({ configs, data, port, pluginIds }),
    accepted: content.plugins.flatMap(({ report }) =>
      report.status.state === "failed" ? [report.name] : [],
    ),
  };
}

function idsOf({ plugins }: GenerationContent): string[] {
  return plugins.flatMap(({ facts }) =>
    facts?.parts.backend && facts.pluginId ? [facts.pluginId] : [],
  );
}

/** The configuration as it is, with placeholders for the values of variables and secrets. */
async function readTemplate(
  { files, env, desired }: Pipeline,
  options: PortalOptions,
): Promise<readonly AppConfig[]> {
  const placeholders = placeholderEnv(env);
  const overlay = overlayOf(desired, options);
  const requested = await readPluginRequests(files, placeholders, overlay);
  const layers = await layerConfigs({
    files,
    requested,
    desired,
    env: placeholders,
  });
  // `APP_CONFIG_*` is the environment's as a whole, and holds values.
  return layers.filter(({ context }) => context !== "env");
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
