import path from "node:path";
import {
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
import { readHostFacts } from "./hostFiles.ts";

export interface PortalOptions extends ConfigLocation {
  readonly frozen: boolean;
  readonly port: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
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
}

/** Reads `dynamicPlugins` and puts together what the installer needs. Changes nothing. */
export async function preparePipeline(
  options: PortalOptions,
): Promise<Pipeline> {
  const files = configFiles(options);
  const config = await readPluginRequests(files, options.env);
  const configDir = configDirOf(options);
  const data = new DataFolder(dataDir(options));
  const { settings } = config;
  return {
    files,
    data,
    requested: config,
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
      remotes: settings.remotes,
      allowNative: settings.allowNative,
      signal: options.signal,
      onEvent: options.onEvent,
    },
  };
}
