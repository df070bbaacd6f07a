import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";

/** What was brought beside a package. Absolute paths, links resolved. */
export interface PluginTree {
  /** Folders of the linked packages, the package's own among them. */
  readonly links: readonly string[];
  /** Roots of the packages that npm would have put at the top, by name. */
  readonly hoisted: Readonly<Record<string, string>>;
}

/** Reads `<store>/trees/<…>.json`, see `LinkTree` of the installer. Undefined where it isn't there any more. */
export function readPluginTree(file: string): PluginTree | undefined {
  try {
    const store = realpathSync(path.dirname(path.dirname(file)));
    const absolute = (each: string) => path.join(store, each);
    // The store's own file, with the same keys.
    const tree = JSON.parse(readFileSync(file, "utf8")) as PluginTree;
    return {
      links: tree.links.map(absolute),
      hoisted: Object.fromEntries(
        Object.entries(tree.hoisted).map(([name, dir]) => [
          name,
          absolute(dir),
        ]),
      ),
    };
  } catch {
    return undefined;
  }
}
