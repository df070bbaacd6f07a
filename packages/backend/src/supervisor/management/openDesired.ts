import path from "node:path";
import type { AppConfig } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { readPluginRequests } from "@flyloft/installer";
import { configFiles } from "../configLocation.ts";
import type { DataFolder } from "../DataFolder.ts";
import type { PortalOptions } from "../preparePipeline.ts";
import { loadConfigFiles } from "../readConfig.ts";
import { DesiredStore } from "./DesiredStore.ts";
import { MANAGER_ID, ManagementDatabase } from "./ManagementDatabase.ts";
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

/** Makes no folder: to plan changes nothing. */
async function readDatabaseConfig(
  options: Pick<PortalOptions, "cwd" | "configFiles" | "env" | "port">,
  data: DataFolder,
): Promise<readonly AppConfig[]> {
  const files = configFiles(options);
  // It tells of mistakes with file and line.
  await readPluginRequests(files, options.env);
  const configs = await loadConfigFiles(files, options.env);
  return [{ context: "defaults", data: defaults(data) }, ...configs].filter(
    ({ context }, _index, all) =>
      context !== "defaults" || !all.some(hasDatabase),
  );
}

function hasDatabase({ context, data }: AppConfig): boolean {
  const backend = data["backend"] as JsonObject | undefined;
  return context !== "defaults" && backend?.["database"] !== undefined;
}

/** Where the manager's file lies among the portal's own. */
function defaults({ dir }: DataFolder): JsonObject {
  const directory = path.join(dir, "databases", MANAGER_ID);
  const database = { client: "better-sqlite3", connection: { directory } };
  return { backend: { database } };
}
