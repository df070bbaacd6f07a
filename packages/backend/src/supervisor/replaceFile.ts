import {
  closeSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { BackendError } from "../errors.ts";

/**
 * Writes a file of the data folder that only this user can read, in one move: whoever reads it sees the old content or
 * the new one, also after a power cut.
 *
 * @throws BackendError `SUPERVISE_DATA_UNWRITABLE`
 */
export function replaceFile(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    // The mode counts only where the file is made.
    rmSync(part, { force: true });
    writeFileSync(part, text, { mode: 0o600, flush: true });
    renameSync(part, file);
    syncFolder(path.dirname(file));
  } catch (cause) {
    removeQuietly(part);
    throw unwritable(file, cause);
  }
}

/** A rename is in the folder, which is written at some other time than the file. */
function syncFolder(dir: string): void {
  const folder = openSync(dir, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder itself can't be written.
  }
}

export function unwritable(file: string, cause: unknown): BackendError {
  return new BackendError(
    "SUPERVISE_DATA_UNWRITABLE",
    `The portal's data folder can't be written: ${file} (${(cause as Error).message}).`,
    {
      hint: `Make ${path.dirname(file)} writable for the user that runs the portal, and see that its disk has room.`,
      cause,
    },
  );
}
