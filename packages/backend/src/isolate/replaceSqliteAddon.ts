import Module, { createRequire, registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { NodeSqlite } from "./NodeSqlite.ts";

const ADDON = "better-sqlite3";

/**
 * From now on, whoever requires or imports `better-sqlite3` in this process gets Node's own SQLite in its place, a
 * package with a copy of its own too. For sandboxes, which may load no addon.
 */
export function replaceSqliteAddon(): void {
  const hostRequire = createRequire(import.meta.url);
  const file = hostRequire.resolve(ADDON);
  const module = new Module(file);
  hostRequire.cache[file] = Object.assign(module, {
    exports: NodeSqlite,
    filename: file,
    loaded: true,
  });
  const url = pathToFileURL(file).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === ADDON
        ? { url, format: "commonjs", shortCircuit: true }
        : next(specifier, context),
  });
}
