import type { TreeFile } from "../../fetch/FetchedPlugin.ts";

/** What one layer put below the selected folder. */
export interface LayerTree {
  readonly files: readonly TreeFile[];
  /** It removes the whole selected folder of the layers below it. */
  readonly clears: boolean;
}

export interface MergedFile {
  readonly file: TreeFile;
  /** Index of the layer that it comes from. */
  readonly layer: number;
}

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/**
 * The files that remain where layers lie upon each other: later ones win, whiteouts remove what is below them.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md#applying-changesets
 */
export function mergeLayers(layers: readonly LayerTree[]): MergedFile[] {
  const merged = new Map<string, MergedFile>();
  for (const [layer, { files, clears }] of layers.entries()) {
    if (clears) merged.clear();
    for (const file of files) applyWhiteout(merged, file.path);
    const folders = listFolders(merged.keys());
    for (const file of files) {
      if (isWhiteout(file.path)) continue;
      if (folders.has(file.path)) removeBelow(merged, file.path);
      for (const parent of parents(file.path)) merged.delete(parent);
      merged.set(file.path, { file, layer });
    }
  }
  return [...merged.values()];
}

/** Whether this path says that something is removed, rather than being a file. */
export function isWhiteout(path: string): boolean {
  return baseName(path).startsWith(WHITEOUT);
}

/** What a whiteout removes: a path with all below it, or the content of a folder (`""` for the root). */
export function parseWhiteout(path: string): {
  readonly target: string;
  readonly isOpaque: boolean;
} {
  const base = baseName(path);
  const folder = path.slice(0, path.length - base.length);
  return base === OPAQUE
    ? { target: folder.slice(0, -1), isOpaque: true }
    : { target: folder + base.slice(WHITEOUT.length), isOpaque: false };
}

function applyWhiteout(merged: Map<string, MergedFile>, path: string) {
  if (!isWhiteout(path)) return;
  const { target, isOpaque } = parseWhiteout(path);
  if (!isOpaque) merged.delete(target);
  removeBelow(merged, target);
}

function removeBelow(merged: Map<string, MergedFile>, folder: string) {
  const prefix = folder === "" ? "" : `${folder}/`;
  for (const path of merged.keys()) {
    if (path.startsWith(prefix)) merged.delete(path);
  }
}

function listFolders(paths: Iterable<string>): Set<string> {
  return new Set([...paths].flatMap((path) => parents(path)));
}

function parents(path: string): string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
