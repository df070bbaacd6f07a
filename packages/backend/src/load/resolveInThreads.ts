import { getEnvironmentData, isMainThread } from "node:worker_threads";
import type { PluginPackage } from "./LoadedPlugin.ts";
import { PluginResolution, THREADS_KEY } from "./PluginResolution.ts";

/**
 * Required by Node in every thread of a process that runs plugins, before the thread's own code: a worker of a plugin
 * finds what the plugin finds. Hooks are a thread's own, and nothing else runs early enough.
 */
if (!isMainThread) {
  const known = getEnvironmentData(THREADS_KEY) as
    | { readonly hostFile: string; readonly plugins: readonly PluginPackage[] }
    | undefined;
  if (known) {
    const resolution = new PluginResolution(known.hostFile);
    for (const plugin of known.plugins) resolution.add(plugin);
  }
}
