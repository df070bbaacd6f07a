import { createHash } from "node:crypto";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";

/** `sha256-<hex>` over the sorted list of paths, modes and file hashes: the identity of an unpacked package. */
export function treeHash(files: readonly TreeFile[]): string {
  const hash = createHash("sha256");
  for (const { path, mode, sha256 } of sortFiles(files)) {
    // NUL ends a path, which can't contain one: no two lists give the same text.
    hash.update(`${path}\0${mode.toString(8)} ${sha256}\n`);
  }
  return `sha256-${hash.digest("hex")}`;
}

/** By code unit, so that every machine agrees. */
function sortFiles(files: readonly TreeFile[]): TreeFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}
