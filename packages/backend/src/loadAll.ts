import { fileURLToPath } from "node:url";
import type { BackendError } from "./errors.ts";
import { loadPlugin } from "./load/loadPlugin.ts";
import { loadStatic } from "./load/loadStatic.ts";
import type { LoadedPlugin } from "./load/LoadedPlugin.ts";
import { PluginResolution } from "./load/PluginResolution.ts";
import type { GenerationPlugin } from "./supervisor/Generation.ts";
import type { StaticPlugin } from "./supervisor/messages.ts";

export interface LoadOptions {
  readonly staticPlugins: readonly StaticPlugin[];
  readonly plugins: readonly GenerationPlugin[];
  readonly deadlineMs: number;
  /** Before a package is imported. */
  onTurn?(source: string): void;
  onLoaded?(source: string, ms: number): void;
  onFailed(source: string, error: BackendError): void;
}

/** Imports the host's own plugins and those of the generation, one after the other. One that fails is left out. */
export async function loadAll(options: LoadOptions): Promise<LoadedPlugin[]> {
  const { staticPlugins, plugins, deadlineMs, onFailed } = options;
  const loaded: LoadedPlugin[] = [];
  const attempt = async (
    source: string,
    load: () => LoadedPlugin | Promise<LoadedPlugin>,
  ) => {
    options.onTurn?.(source);
    const started = performance.now();
    try {
      loaded.push(await load());
      options.onLoaded?.(source, performance.now() - started);
    } catch (error) {
      onFailed(source, error as BackendError);
    }
  };
  for (const { name } of staticPlugins) {
    await attempt(name, () => loadStatic(name));
  }
  const resolution = new PluginResolution(fileURLToPath(import.meta.url));
  for (const { dir, treeFile, facts } of plugins) {
    if (!dir || !facts?.parts.backend) continue;
    const plugin = { name: facts.name, dir, treeFile };
    resolution.add(plugin);
    await attempt(plugin.name, () => loadPlugin(plugin, deadlineMs));
  }
  return loaded;
}
