import type { AppConfig } from "@backstage/config";
import { configFiles } from "../configLocation.ts";
import type { DataFolder } from "../DataFolder.ts";
import type { PortalOptions } from "../preparePipeline.ts";
import { completeConfig, loadConfigFiles } from "../readConfig.ts";
import { DesiredStore } from "./DesiredStore.ts";
import { ManagementDatabase } from "./ManagementDatabase.ts";
import { SettingsVault } from "./SettingsVault.ts";

/** Where what administrators changed is kept, by the configuration files. Opens nothing yet. */
export function openDesired(
  options: Pick<PortalOptions, "cwd" | "configFiles" | "env" | "port">,
  data: DataFolder,
): { readonly store: DesiredStore; readonly database: ManagementDatabase } {
  let read: Promise<readonly AppConfig[]> | undefined;
  const database = new ManagementDatabase(() => {
    read ??= readDatabaseConfig(options, data).catch((error: unknown) => {
      // The next one may find a file that was corrected.
      read = undefined;
      throw error;
    });
    return read;
  });
  const vault = new SettingsVault(() => data.settingsKey);
  return { store: new DesiredStore(database, vault), database };
}

async function readDatabaseConfig(
  options: Pick<PortalOptions, "cwd" | "configFiles" | "env" | "port">,
  data: DataFolder,
): Promise<readonly AppConfig[]> {
  const configs = await loadConfigFiles(configFiles(options), options.env);
  const { port } = options;
  return completeConfig({ configs, data, port, pluginIds: [] });
}
