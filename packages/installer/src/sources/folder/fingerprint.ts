import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { listPackageFiles } from "./listPackageFiles.ts";

/**
 * What files look like without reading them: names, sizes, times and inodes. Equal fingerprints spare reading a folder
 * that didn't change since it was installed.
 */
export async function fingerprintFolder(folder: string): Promise<string> {
  return hash(await listPackageFiles(folder));
}

export async function fingerprintFile(file: string): Promise<string> {
  return hash([{ path: file, stats: await stat(file) }]);
}

function hash(files: readonly { path: string; stats: Stats }[]): string {
  const lines = files.map(
    ({ path, stats }) =>
      `${path}\0${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.ino} ${stats.mode}`,
  );
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}
