import { createHash, type Hash, hash } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  mkdirSync,
  openSync,
  writeSync,
} from "node:fs";
import type { TreeFile } from "../../fetch/FetchedPlugin.ts";

const CREATE =
  constants.O_CREAT |
  constants.O_EXCL |
  constants.O_WRONLY |
  constants.O_NOFOLLOW;

interface OpenFile {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly fd: number;
  readonly hash: Hash;
}

export interface FileHead {
  /** Checked, relative, with `/`. */
  readonly path: string;
  readonly executable: boolean;
  /** In bytes; exactly as many follow. */
  readonly size: number;
}

/**
 * Writes the files of one archive below a folder and hashes them on the way. Synchronous on purpose: it is faster for
 * many small files, and when a refusal is thrown no write can be under way any more. Throws the errors of `node:fs`.
 */
export class TreeWriter {
  readonly files: TreeFile[] = [];
  readonly #root: string;
  readonly #folders = new Set<string>([""]);
  #open: OpenFile | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  /** Writes a file at once. */
  writeFile(head: FileHead, content: Uint8Array): void {
    const mode = head.executable ? 0o755 : 0o644;
    const fd = this.#create(head.path, mode);
    try {
      writeAll(fd, content);
    } finally {
      closeSync(fd);
    }
    const sha256 = hash("sha256", content, "hex");
    this.files.push({ path: head.path, mode, size: content.length, sha256 });
  }

  /** Starts a file that comes in pieces. */
  begin(head: FileHead): void {
    const mode = head.executable ? 0o755 : 0o644;
    const fd = this.#create(head.path, mode);
    const { path, size } = head;
    this.#open = { path, mode, size, fd, hash: createHash("sha256") };
  }

  append(piece: Uint8Array): void {
    if (!this.#open) throw new Error("No file has been begun.");
    writeAll(this.#open.fd, piece);
    this.#open.hash.update(piece);
  }

  finish(): void {
    if (!this.#open) throw new Error("No file has been begun.");
    const { path, mode, size, hash } = this.#open;
    this.close();
    this.files.push({ path, mode, size, sha256: hash.digest("hex") });
  }

  /** Gives back what is open. May be called at any time. */
  close(): void {
    if (this.#open) closeSync(this.#open.fd);
    this.#open = undefined;
  }

  #create(path: string, mode: number): number {
    this.#makeFolder(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    const fd = openSync(`${this.#root}/${path}`, CREATE, mode);
    // The umask may have taken bits away, and the tree's hash counts the mode.
    if ((mode & process.umask()) !== 0) fchmodSync(fd, mode);
    return fd;
  }

  #makeFolder(path: string): void {
    if (this.#folders.has(path)) return;
    this.#makeFolder(path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    mkdirSync(`${this.#root}/${path}`, 0o755);
    this.#folders.add(path);
  }
}

function writeAll(fd: number, content: Uint8Array): void {
  let written = 0;
  while (written < content.length) {
    written += writeSync(fd, content, written);
  }
}
