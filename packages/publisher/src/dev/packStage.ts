import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  fileMode,
  listPackageFiles,
  packFiles,
} from "@flyloft/installer/publishing";

/** Stands at the end of a container's name while it is built. Two underscores in a row would become one in some places. */
export const BUILD_MARK = "_flyloft_dev_00000000";

const TEXT = /\.(?:js|json|map)$/;

/**
 * The staged package as a tarball, its container under a name that no other build has: a container's name is a global of
 * the page, where two builds meet. It is as long as the one in its place, so that source maps stay right.
 */
export async function packStage(stage: string): Promise<Buffer> {
  const mark = `_flyloft_dev_${randomBytes(4).toString("hex")}`;
  const listed = await listPackageFiles(stage);
  const files = await Promise.all(
    listed.map(async ({ path: name, stats }) => {
      const read = await readFile(path.join(stage, name));
      const bytes = TEXT.test(name)
        ? Buffer.from(read.toString("utf8").replaceAll(BUILD_MARK, mark))
        : read;
      return { path: name, mode: fileMode(stats), bytes };
    }),
  );
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return (await packFiles(files, "package")).bytes;
}
