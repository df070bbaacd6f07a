import { open } from "node:fs/promises";
import path from "node:path";
import { mapConcurrently } from "../mapConcurrently.ts";

/** The disk takes many at once in hardly more time than one. */
const AT_ONCE = 16;

/**
 * Waits until the files, and the folders that lead to them from `dir`, are on the disk: a power cut after it finds all of
 * them. `files` are relative, with `/`.
 */
export async function syncTree(
  dir: string,
  files: readonly string[],
): Promise<void> {
  const folders = new Set(files.flatMap(foldersOf));
  await mapConcurrently([...files, ...folders], AT_ONCE, (name) =>
    sync(path.join(dir, name)),
  );
  await sync(dir);
}

/** A file, or a folder with the names in it. */
export async function sync(target: string): Promise<void> {
  const handle = await open(target, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function foldersOf(file: string): string[] {
  const folder = path.posix.dirname(file);
  return folder === "." ? [] : [folder, ...foldersOf(folder)];
}
