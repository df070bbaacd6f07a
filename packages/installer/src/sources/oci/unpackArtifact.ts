import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import type { TreeFile } from "../../fetch/FetchedPlugin.ts";
import type { OciLayer } from "../../resolve/ResolvedPlugin.ts";
import { createRefuse } from "../archive/ArchiveRefusal.ts";
import { EntryGuard } from "../archive/EntryGuard.ts";
import type { UnpackOptions } from "../archive/unpack.ts";
import type { Blob } from "./BlobCache.ts";
import { FolderSelection } from "./FolderSelection.ts";
import { isWhiteout, type LayerTree, mergeLayers } from "./mergeLayers.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import { unpackLayer } from "./unpackLayer.ts";

export interface ArtifactOptions extends Omit<UnpackOptions, "select"> {
  /** The folder inside the artifact; `.` for all of it. */
  readonly folder: string;
}

/** A layer and its bytes, which may still be on their way. */
export interface LayerSource {
  readonly layer: OciLayer;
  readonly read: () => Promise<Blob>;
}

export interface UnpackedArtifact {
  readonly dir: string;
  readonly files: readonly TreeFile[];
}

/**
 * Unpacks one folder of an artifact. Layers lie upon each other in their order, as those of an image do. Each is
 * unpacked by itself, so that a later one never writes through what an earlier one left. The limits hold for all
 * together.
 */
export async function unpackArtifact(
  sources: readonly LayerSource[],
  options: ArtifactOptions,
): Promise<UnpackedArtifact> {
  const { folder, into } = options;
  const selection = new FolderSelection(folder);
  const layers: LayerTree[] = [];
  let { maxBytes, maxEntries } = options.limits;
  for (const [index, { layer, read }] of sources.entries()) {
    const dir = layerDir(into, index);
    await mkdir(dir);
    const limits = { ...options.limits, maxBytes, maxEntries };
    const { select } = selection;
    const { files, seen } = await unpackLayer(layer, await read(), {
      ...options,
      into: dir,
      select,
      limits,
    });
    layers.push({ files, clears: selection.takeClears() });
    maxEntries -= seen;
    for (const { size } of files) maxBytes -= size;
  }
  if (layers.every(({ files }) => files.length === 0)) {
    const tops = selection.tops.join(", ") || "nothing";
    throw new RegistryFailure(
      "path",
      `the artifact has no folder '${folder}'; at its top there are ${tops}`,
    );
  }
  return stack(layers, options);
}

/** The layers as one tree. Where a single one has files, it is that tree already. */
async function stack(
  layers: readonly LayerTree[],
  options: ArtifactOptions,
): Promise<UnpackedArtifact> {
  const { into } = options;
  const filled = layers.filter(({ files }) => files.length > 0);
  const [only] = filled;
  if (only && filled.length === 1 && !hasWhiteouts(only)) {
    const isCleared = layers
      .slice(layers.indexOf(only) + 1)
      .some(({ clears }) => clears);
    if (!isCleared) {
      return { dir: layerDir(into, layers.indexOf(only)), files: only.files };
    }
  }
  const merged = mergeLayers(layers);
  const guard = new EntryGuard(options.limits, createRefuse(options));
  const dir = path.join(into, "merged");
  const made = new Set<string>();
  for (const { file, layer } of merged) {
    // Names of different layers may meet on a file system without case.
    guard.admit(file.path, "file", file.size);
    const target = path.join(dir, file.path);
    const parent = path.dirname(target);
    if (!made.has(parent)) await mkdir(parent, { recursive: true });
    made.add(parent);
    await rename(path.join(layerDir(into, layer), file.path), target);
  }
  return { dir, files: merged.map(({ file }) => file) };
}

function hasWhiteouts({ files }: LayerTree): boolean {
  return files.some(({ path }) => isWhiteout(path));
}

function layerDir(into: string, index: number): string {
  return path.join(into, `layer-${index}`);
}
