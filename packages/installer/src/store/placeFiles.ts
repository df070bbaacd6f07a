import { chmodSync, copyFileSync, linkSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";

/** Some file systems have no hard links, or few per file. */
const NO_LINKS = new Set(["EPERM", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "EXDEV"]);

/**
 * Puts the same files into another folder, which isn't there yet, without taking more of the disk where it can be.
 * Synchronous on purpose: there are many, and each takes microseconds.
 */
export function placeFiles(
  from: string,
  files: readonly TreeFile[],
  to: string,
): void {
  const made = new Set<string>();
  for (const { path: name, mode } of files) {
    const target = path.join(to, name);
    const folder = path.dirname(target);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    placeFile(path.join(from, name), target, mode);
  }
}

function placeFile(source: string, target: string, mode: number): void {
  try {
    linkSync(source, target);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!NO_LINKS.has(code)) throw error;
    copyFileSync(source, target);
    chmodSync(target, mode);
  }
}
