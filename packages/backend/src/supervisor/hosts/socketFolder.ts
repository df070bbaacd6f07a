import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** https://man7.org/linux/man-pages/man7/unix.7.html */
const LONGEST_SOCKET_PATH = 107;
/** For what is below the folder: `/123/s`. */
const ROOM_BELOW = 8;
const SHORT_PARENT = "/tmp";

/** A new folder that only this user may enter, with a path short enough for sockets. */
export function makeSocketFolder(runId: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), prefixOf(runId)));
  if (folder.length + ROOM_BELOW <= LONGEST_SOCKET_PATH) return folder;
  rmSync(folder, { recursive: true });
  return mkdtempSync(path.join(SHORT_PARENT, prefixOf(runId)));
}

/** Removes what a run left that was killed. */
export function removeSocketFolders(runId: string): void {
  for (const parent of new Set([tmpdir(), SHORT_PARENT])) {
    for (const name of readdirSync(parent)) {
      const folder = path.join(parent, name);
      // Anybody may make folders there, with any name.
      if (name.startsWith(prefixOf(runId)) && isOurs(folder)) {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
}

function prefixOf(runId: string): string {
  return `flyloft-${runId.slice(0, 8)}-`;
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.();
}
