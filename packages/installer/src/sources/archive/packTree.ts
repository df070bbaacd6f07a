import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { TreeFile } from "../../fetch/FetchedPlugin.ts";
import { TAR_END, tarHeader, tarPadding } from "./tarHeader.ts";

export interface PackedTree {
  /** Gzipped. */
  readonly bytes: Buffer;
  /** `sha256:<hex>` of `bytes`. */
  readonly digest: string;
  /** `sha256:<hex>` of the tar inside. */
  readonly plainDigest: string;
}

/**
 * Packs files below `folder` of an archive. The same files give the same bytes, wherever and whenever (as far as zlib
 * does), so that two machines that push them push the same blob.
 */
export async function packTree(
  { dir, files }: { readonly dir: string; readonly files: readonly TreeFile[] },
  folder: string,
): Promise<PackedTree> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts: Buffer[] = [];
  for (const { path: name, mode } of sorted) {
    const content = await readFile(path.join(dir, name));
    const size = content.length;
    const head = tarHeader({ path: `${folder}/${name}`, mode, size });
    parts.push(head, content, tarPadding(size));
  }
  const plain = Buffer.concat([...parts, TAR_END]);
  const level = constants.Z_BEST_COMPRESSION;
  const bytes = await promisify(gzip)(plain, { level });
  return { bytes, digest: sha256(bytes), plainDigest: sha256(plain) };
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
