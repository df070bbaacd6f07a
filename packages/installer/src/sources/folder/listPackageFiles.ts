import { type Stats, constants } from "node:fs";
import { lstat, readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { createFileFilter } from "./createFileFilter.ts";

/** A file that belongs to a folder's package. `path` is relative, with `/`. */
export interface FolderFile {
  readonly path: string;
  readonly stats: Stats;
}

/**
 * What of a folder is the package: what `npm pack` would take, with two differences. Ignore files are not read, since
 * built output, which is what a plugin is made of, is usually ignored by git; and bundled dependencies are the whole of
 * `node_modules`, as dynamic plugins' export tools leave it. Links and devices are listed too: the caller refuses them.
 */
export async function listPackageFiles(
  folder: string,
): Promise<readonly FolderFile[]> {
  const filter = createFileFilter(await readManifest(folder));
  const files: FolderFile[] = [];
  const visit = async (relative: string): Promise<void> => {
    const entries = await readdir(path.join(folder, relative), {
      withFileTypes: true,
    });
    for (const entry of entries) {
      const name = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (filter.enters(name)) await visit(name);
      } else if (filter.takes(name)) {
        files.push({ path: name, stats: await lstat(path.join(folder, name)) });
      }
    }
  };
  await visit("");
  return files;
}

/** 0755 where the owner may execute it, else 0644. */
export function fileMode(stats: Stats): 0o644 | 0o755 {
  return stats.mode & constants.S_IXUSR ? 0o755 : 0o644;
}

async function readManifest(folder: string): Promise<unknown> {
  try {
    // A missing or broken package.json is for the verify stage to name.
    return JSON.parse(
      await readFile(path.join(folder, "package.json"), "utf8"),
    ) as unknown;
  } catch {
    return undefined;
  }
}
