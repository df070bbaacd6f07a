import { readFile, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { GarbageOptions } from "./GarbageOptions.ts";
import { collectLinks, remove } from "./collectLinks.ts";
import type { DigestRecord } from "./StoredPackage.ts";
import type { PluginStore } from "./PluginStore.ts";

/** Removes packages that nobody needs any more with their dependencies, and what the store knows of their digests. Returns the trees removed. */
export async function collectGarbage(
  store: PluginStore,
  { keep, olderThanMs }: GarbageOptions,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const tree of await readdir(path.join(store.root, "packages"))) {
    if (keep.has(tree)) continue;
    const dir = store.packageDir(tree);
    const { mtimeMs } = await stat(dir);
    if (Date.now() - mtimeMs < olderThanMs) continue;
    await remove(store, dir);
    removed.push(tree);
  }
  await forgetDigests(store, new Set(removed));
  await collectLinks(store, { keep, olderThanMs });
  return removed;
}

export async function forgetDigests(
  store: PluginStore,
  trees: ReadonlySet<string>,
): Promise<void> {
  if (trees.size === 0) return;
  const folder = path.join(store.root, "digests");
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const text = await readFile(file, "utf8").catch(() => "{}");
    const { tree } = JSON.parse(text) as Partial<DigestRecord>;
    if (tree && trees.has(tree)) await rm(file, { force: true });
  }
}
