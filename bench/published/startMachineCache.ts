import path from "node:path";
import { runTimed } from "../install/runTimed.ts";
import {
  type CachingRegistry,
  startCachingRegistry,
} from "./startCachingRegistry.ts";

/** A cache in front of the npm registry that this machine is set to. */
export async function startMachineCache(
  folder: string,
): Promise<CachingRegistry> {
  const { output } = await runTimed("npm", ["config", "get", "registry"]);
  const upstream = output.trim().replace(/\/$/, "");
  return startCachingRegistry(upstream, path.join(folder, "registry"));
}
