import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { TreeFile } from "../fetch/FetchedPlugin.ts";

/** The files below a folder that this process, or one that it started, has just written. */
export async function readTree(dir: string): Promise<readonly TreeFile[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      const content = await readFile(file);
      return {
        path: path.relative(dir, file).replaceAll(path.sep, "/"),
        mode: 0o644,
        size: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
      };
    }),
  );
}
