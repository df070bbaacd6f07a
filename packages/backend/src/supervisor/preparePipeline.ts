import path from "node:path";
import {
  type ConfigOverlay,
  type InstallOptions,
  type PipelineEvent,
  type PluginRequests,
  readPluginRequests,
} from "@flyloft/installer";
import {
  type ConfigLocation,
  configDirOf,
  configFiles,
  dataDir,
} from "./configLocation.ts";
import { DataFolder } from "./DataFolder.ts";
import { builtInFolder, readHostFacts } from "./hostFiles.ts";
import {
  type DesiredState,
  NOTHING_DESIRED,
} from "./management/DesiredState.ts";

export interface PortalOptions extends ConfigLocation {
  readonly frozen: boolean;
  readonly port: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** What administrators changed. */
  readonly desired?: DesiredState | undefined;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal | undefined;
  onEvent(event: PipelineEvent): void;
}

export interface Pipeline {
  /** Absolute. */
  readonly files: readonly string[];
  readonly data: DataFolder;
  readonly install: InstallOptions;
  readonly requested: PluginRequests;
  /** What administrators changed, where that counts. */
  readonly desired: DesiredState;
  /** Variables, and secrets of settings. */
  readonly env: PortalOptions["env"];
}

/** Reads `dynamicPlugins` and puts together what the installer needs. Changes nothing. */
export async function preparePipeline(
  options: PortalOptions,
): Promise<Pipeline> {
  const files = configFiles(options);
  const configDir = configDirOf(options);
  const { config, desired, env } = await readRequests(files, options);
  const data = new DataFolder(dataDir(options));
  const { settings } = config;
  return {
    files,
    data,
    requested: config,
    desired,
    env,
    install: {
      config,
      store: settings.store ?? data.store,
      lockfile: settings.lockfile ?? path.join(configDir, "plugins.lock.yaml"),
      frozen: options.frozen || settings.frozen,
      host: readHostFacts(),
      configDir,
      homeDir: options.homeDir,
      env: options.env,
      concurrency: settings.concurrency,
      insecureRegistries: settings.insecureRegistries,
      signatures: settings.signatures,
      network: settings.network,
      mirror: settings.mirror,
      remotes: settings.remotes,
      allowNative: settings.allowNative,
      signal: options.signal,
      onEvent: options.onEvent,
    },
  };
}

/** Files alone say what runs where they say so. */
async function readRequests(
  files: readonly string[],
  options: PortalOptions,
): Promise<Pick<Pipeline, "desired" | "env"> & { config: PluginRequests }> {
  const { desired = NOTHING_DESIRED } = options;
  const env = { ...options.env, ...desired.secrets };
  const overlay = overlayOf(desired, options);
  const config = await readPluginRequests(files, env, overlay);
  if (!config.settings.management.readOnly) return { config, desired, env };
  const alone = overlayOf(NOTHING_DESIRED, options);
  return {
    config: await readPluginRequests(files, options.env, alone),
    desired: NOTHING_DESIRED,
    env: options.env,
  };
}

/** What is laid over the files. */
export function overlayOf(
  { rows }: DesiredState,
  location: ConfigLocation,
): ConfigOverlay {
  return {
    desired: rows,
    baseDir: configDirOf(location),
    builtInDir: builtInFolder(),
  };
}
