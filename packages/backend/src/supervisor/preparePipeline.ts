import { existsSync } from "node:fs";
import path from "node:path";
import {
  type InstallOptions,
  type PipelineEvent,
  type PluginRequests,
  readPluginRequests,
} from "@flyloft/installer";
import { DataFolder } from "./DataFolder.ts";
import { readHostFacts } from "./hostFiles.ts";

export interface ConfigLocation {
  /** Where relative paths start from, and `app-config.yaml` lies where no file is named. */
  readonly cwd: string;
  /** Configuration files; later ones override earlier ones. */
  readonly configFiles: readonly string[];
}

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

/** `.flyloft` beside the first configuration file. */
export function dataDir(options: ConfigLocation): string {
  return path.join(configDirOf(options), ".flyloft");
}

function configDirOf(options: ConfigLocation): string {
  return path.dirname(configFiles(options)[0] ?? options.cwd);
}

/** The files named, or `app-config.yaml` and the local one beside it. */
function configFiles({ cwd, configFiles: named }: ConfigLocation): string[] {
  if (named.length > 0) return named.map((file) => path.resolve(cwd, file));
  const local = path.join(cwd, "app-config.local.yaml");
  return [
    path.join(cwd, "app-config.yaml"),
    ...(existsSync(local) ? [local] : []),
  ];
}
