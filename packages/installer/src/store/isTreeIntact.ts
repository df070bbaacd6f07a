import { createHash } from "node:crypto";
import { lstat, readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";
import { FILES_FILE, MARKER_FILE } from "./StoredPackage.ts";
import { treeHash } from "./treeHash.ts";

/** Whether a package's folder holds exactly the files that its name stands for. Reads all of them. */
export async function isTreeIntact(
  dir: string,
  tree: string,
): Promise<boolean> {
  try {
    const text = await readFile(path.join(dir, FILES_FILE), "utf8");
    const files = JSON.parse(text) as TreeFile[];
    if (treeHash(files) !== tree) return false;
    return await areFilesIntact(dir, files);
  } catch {
    return false;
  }
}

/** Whether a folder holds exactly these files, unchanged. Reads all of them. */
export async function areFilesIntact(
  dir: string,
  files: readonly TreeFile[],
): Promise<boolean> {
  try {
    if ((await countFiles(dir)) !== files.length) return false;
    for (const file of files) {
      const full = path.join(dir, file.path);
      if (!(await lstat(full)).isFile()) return false;
      if (hashOf(await readFile(full)) !== file.sha256) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function countFiles(dir: string): Promise<number> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const own = new Set([MARKER_FILE, FILES_FILE]);
  return entries.filter(
    (entry) =>
      !entry.isDirectory() &&
      !(entry.parentPath === dir && own.has(entry.name)),
  ).length;
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
