import { rm } from "node:fs/promises";
import path from "node:path";
import { forgetDigests } from "./collectGarbage.ts";
import { list, readJson, remove } from "./collectLinks.ts";
import { LINK_MARKER, type LinkMarker, type LinkTree } from "./LinkStore.ts";
import type { PluginStore } from "./PluginStore.ts";

export interface RemovedTrees {
  /** Those that were there. */
  readonly trees: readonly string[];
  /** Folders of dependencies, below `links`. */
  readonly links: readonly string[];
}

/**
 * Removes packages right away, with dependencies that nobody else needs, and what the store knows of their digests. The
 * caller knows that nobody needs the packages, and that nothing is being installed.
 */
export async function removeTrees(
  store: PluginStore,
  trees: Iterable<string>,
): Promise<RemovedTrees> {
  const named = new Set(trees);
  const there = new Set(await list(path.join(store.root, "packages")));
  const removed = [...named].filter((tree) => there.has(tree));
  const links = await removeLinks(store, named);
  for (const tree of removed) await remove(store, store.packageDir(tree));
  await forgetDigests(store, named);
  return { trees: removed, links };
}

/** Those that only the trees of these packages lead to. */
async function removeLinks(
  store: PluginStore,
  packages: ReadonlySet<string>,
): Promise<readonly string[]> {
  const dropped = new Set<string>();
  const needed = new Set<string>();
  const folder = path.join(store.root, "trees");
  for (const name of await list(folder)) {
    const file = path.join(folder, name);
    const tree = await readJson<LinkTree>(file);
    const isDropped = tree !== undefined && packages.has(tree.package);
    for (const link of tree?.links ?? []) {
      (isDropped ? dropped : needed).add(path.basename(link));
    }
    if (isDropped) await rm(file, { force: true });
  }
  // A set yields what is added while it is walked.
  for (const name of needed) {
    const file = path.join(store.root, "links", name, LINK_MARKER);
    const marker = await readJson<LinkMarker>(file);
    for (const other of Object.values(marker?.needs ?? {})) needed.add(other);
  }
  const removed: string[] = [];
  const there = new Set(await list(path.join(store.root, "links")));
  for (const name of dropped) {
    if (needed.has(name) || !there.has(name)) continue;
    await remove(store, path.join(store.root, "links", name));
    removed.push(name);
  }
  return removed;
}
