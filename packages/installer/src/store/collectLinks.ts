import { readFile, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { GarbageOptions } from "./GarbageOptions.ts";
import { LINK_MARKER, type LinkMarker, type LinkTree } from "./LinkStore.ts";
import type { PluginStore } from "./PluginStore.ts";

/**
 * Removes links that no kept package needs, and what the store knows of their trees. What a frontend was built with isn't
 * needed any more once it is built.
 */
export async function collectLinks(
  store: PluginStore,
  options: GarbageOptions,
): Promise<void> {
  const links = path.join(store.root, "links");
  const names = await list(links);
  const needed = await collectTrees(store, options);
  for (const name of names) {
    if (await isYoung(path.join(links, name), options)) needed.add(name);
  }
  // A young link's tree may not be written yet. A set yields what is added while it is walked.
  for (const name of needed) {
    const file = path.join(links, name, LINK_MARKER);
    const marker = await readJson<LinkMarker>(file);
    for (const other of Object.values(marker?.needs ?? {})) needed.add(other);
  }
  for (const name of names) {
    if (!needed.has(name)) await remove(store, path.join(links, name));
  }
}

/** Forgets trees, and gives the links that those left need. */
async function collectTrees(
  store: PluginStore,
  options: GarbageOptions,
): Promise<Set<string>> {
  const needed = new Set<string>();
  const folder = path.join(store.root, "trees");
  for (const name of await list(folder)) {
    const file = path.join(folder, name);
    const tree = await readJson<LinkTree>(file);
    const isKept =
      tree?.purpose === "backend" && options.keep.has(tree.package);
    if (isKept || (await isYoung(file, options))) {
      for (const link of tree?.links ?? []) needed.add(path.basename(link));
    } else await rm(file, { force: true });
  }
  return needed;
}

async function isYoung(
  file: string,
  { olderThanMs }: GarbageOptions,
): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return !stats || Date.now() - stats.mtimeMs < olderThanMs;
}

/** Out of the way at once, so that nobody finds half of it. */
export async function remove(store: PluginStore, dir: string): Promise<void> {
  const staging = await store.stagingDir();
  await rename(dir, path.join(staging, "garbage"));
  await rm(staging, { recursive: true, force: true });
}

export async function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

export async function readJson<Content>(
  file: string,
): Promise<Content | undefined> {
  try {
    // The store's own files; damage shows as one that isn't there.
    return JSON.parse(await readFile(file, "utf8")) as Content;
  } catch {
    return undefined;
  }
}
