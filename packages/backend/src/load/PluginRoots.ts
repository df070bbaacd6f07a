import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { packageOf } from "../packageOf.ts";
import type { PluginPackage } from "./LoadedPlugin.ts";
import { type PluginTree, readPluginTree } from "../PluginTree.ts";

/** `<store>/links/<link>/node_modules/<name>`: a package beside its dependencies, which are links to others of its kind. */
const LINK = /^(.*[\\/]links)[\\/][^\\/]+[\\/]node_modules[\\/]/;

/** The folders whose files are code of plugins. */
export class PluginRoots {
  readonly #plugins = new Map<string, PluginPackage>();
  /** With a separator at the end. */
  readonly #roots = new Set<string>();
  readonly #trees = new Map<string, PluginTree | undefined>();

  add(plugin: PluginPackage): void {
    const dir = realpathSync(plugin.dir);
    this.#plugins.set(plugin.name, { ...plugin, dir });
    const links = LINK.exec(dir)?.[1];
    this.#roots.add((links ?? dir) + path.sep);
  }

  /** In the order that they were added. Enough to make another one of. */
  get plugins(): readonly PluginPackage[] {
    return [...this.#plugins.values()];
  }

  /**
   * The folder that holds a file and everything that the file may have for its own: its package, or all linked packages
   * of the store, which only lead to each other where one depends on the other. Undefined for code that is no plugin's.
   */
  of(file: string | undefined): string | undefined {
    if (!file) return undefined;
    for (const root of this.#roots) if (file.startsWith(root)) return root;
    return undefined;
  }

  /** The root of an added package. */
  dirOf(name: string): string | undefined {
    return this.#plugins.get(name)?.dir;
  }

  /** The root of the package that code of a plugin means by a name, also where its `exports` hide `package.json`. */
  nearest(name: string, from: string): string | undefined {
    const folders = createRequire(from).resolve.paths(name) ?? [];
    const dir = folders
      .map((folder) => path.join(folder, name))
      .find((candidate) => existsSync(path.join(candidate, "package.json")));
    const real = dir && realpathSync(dir);
    if (this.of(real && real + path.sep)) return real;
    const phantom = this.phantom(name, from);
    return phantom && path.dirname(phantom);
  }

  /**
   * A file beside which Node finds what code asks for without having declared it: npm puts most dependencies of a tree
   * into one folder, and published packages lean on that. Undefined where the tree doesn't have it.
   */
  phantom(specifier: string, from: string): string | undefined {
    const name = packageOf(specifier);
    for (const { dir, treeFile } of this.#plugins.values()) {
      if (!treeFile) continue;
      const tree = this.#tree(treeFile);
      const hoisted = tree?.hoisted[name];
      if (hoisted === undefined) continue;
      const isOf = (root: string) => from.startsWith(root + path.sep);
      if (isOf(dir) || tree?.links.some(isOf)) {
        return path.join(hoisted, "package.json");
      }
    }
    return undefined;
  }

  #tree(file: string): PluginTree | undefined {
    if (!this.#trees.has(file)) this.#trees.set(file, readPluginTree(file));
    return this.#trees.get(file);
  }
}
