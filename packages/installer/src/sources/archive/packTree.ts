import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { TreeFile } from "../../fetch/FetchedPlugin.ts";
import { digestOf } from "../oci/blobContent.ts";
import { TAR_END, tarHeader, tarPadding } from "./tarHeader.ts";

export interface PackedTree {
  /** Gzipped. */
  readonly bytes: Buffer;
  /** `sha256:<hex>` of `bytes`. */
  readonly digest: string;
  /** `sha256:<hex>` of the tar inside. */
  readonly plainDigest: string;
}

/** A file to pack. `path` is relative, with `/`. */
interface FileToPack {
  readonly path: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

/** Packs files of a folder below `folder` of an archive, as {@link packFiles} does. */
export async function packTree(
  { dir, files }: { readonly dir: string; readonly files: readonly TreeFile[] },
  folder: string,
): Promise<PackedTree> {
  const read: FileToPack[] = [];
  for (const { path: name, mode } of files) {
    const bytes = await readFile(path.join(dir, name));
    read.push({ path: name, mode, bytes });
  }
  return packFiles(read, folder);
}

/**
 * Packs files below `folder` of an archive. The same files give the same bytes, wherever and whenever (as far as zlib
 * does), so that two machines that push them push the same blob.
 */
export async function packFiles(
  files: readonly FileToPack[],
  folder: string,
): Promise<PackedTree> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts: Uint8Array[] = [];
  for (const { path: name, mode, bytes } of sorted) {
    const size = bytes.length;
    const head = tarHeader({ path: `${folder}/${name}`, mode, size });
    parts.push(head, bytes, tarPadding(size));
  }
  const plain = Buffer.concat([...parts, TAR_END]);
  const level = constants.Z_BEST_COMPRESSION;
  const bytes = await promisify(gzip)(plain, { level });
  return { bytes, digest: digestOf(bytes), plainDigest: digestOf(plain) };
}
