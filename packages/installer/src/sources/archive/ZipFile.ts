import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Refuse } from "./ArchiveRefusal.ts";

/** A file opened for random access. A short read means that the archive points outside itself. */
export class ZipFile {
  readonly size: number;
  readonly #fd: number;
  readonly #refuse: Refuse;

  constructor(file: string, refuse: Refuse) {
    this.#fd = openSync(file, "r");
    this.#refuse = refuse;
    this.size = fstatSync(this.#fd).size;
  }

  read(at: number, length: number): Buffer {
    if (at < 0 || at + length > this.size) {
      const problem = "points behind its end";
      throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem);
    }
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#fd, bytes, done, length - done, at + done);
      if (count === 0) {
        throw this.#refuse("FETCH_ARCHIVE_CORRUPT", "ends too early");
      }
      done += count;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
