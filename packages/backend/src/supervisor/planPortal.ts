import { type PluginPlan, planPlugins } from "@flyloft/installer";
import { dataDir } from "./configLocation.ts";
import { DataFolder } from "./DataFolder.ts";
import { openDesired } from "./management/openDesired.ts";
import { type PortalOptions, preparePipeline } from "./preparePipeline.ts";

/** What `startPortal` with the same options would install, and which configuration it would merge. Writes nothing. */
export async function planPortal(
  given: Omit<PortalOptions, "onEvent" | "port">,
): Promise<PluginPlan> {
  const options = { ...given, port: undefined, onEvent: () => undefined };
  const data = new DataFolder(dataDir(options));
  const { store, database } = openDesired(options, data);
  try {
    const desired = await store.read();
    const { install } = await preparePipeline({ ...options, desired });
    return await planPlugins(install);
  } finally {
    await database.close();
  }
}
