import { createHash, type Hash } from "node:crypto";
import type { Readable } from "node:stream";
import { createRefuse, type Refuse } from "./ArchiveRefusal.ts";
import { EntryGuard } from "./EntryGuard.ts";
import { explainWriteError } from "./explainWriteError.ts";
import { gunzip } from "./gunzip.ts";
import { type TarEntry, TarReader, type TarSink } from "./TarReader.ts";
import { type FileHead, TreeWriter } from "./TreeWriter.ts";
import type { UnpackedTree, UnpackOptions } from "./unpack.ts";
import { withDeadline } from "./withDeadline.ts";

/**
 * Unpacks a tar, plain or gzip, as it arrives. The first violation refuses the whole archive with `FETCH_ARCHIVE_*` or
 * `FETCH_NOT_AN_ARCHIVE`; nothing is written any more once it rejects. What stands in `options.into` then is for the
 * caller to remove. Errors of `source` pass through; it is closed in every case.
 */
export async function unpackTar(
  source: AsyncIterable<Uint8Array> | Readable,
  options: UnpackOptions,
): Promise<UnpackedTree> {
  const refuse = createRefuse(options);
  const { timeoutMs, maxBytes } = options.limits;
  const tooSlow = () =>
    refuse("FETCH_ARCHIVE_LIMIT", `took longer than ${timeoutMs} ms to unpack`);
  const reading = new AbortController();
  const input = withDeadline(source, {
    milliseconds: timeoutMs,
    makeError: tooSlow,
    signal: reading.signal,
  });
  const tree = new TarTree(options, refuse);
  const reader = new TarReader(tree, refuse);
  let bytes = 0;
  try {
    for await (const chunk of gunzip(input, refuse)) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        const problem = `unpacks to more than ${maxBytes} bytes`;
        throw refuse("FETCH_ARCHIVE_LIMIT", problem);
      }
      reader.push(chunk);
    }
    reader.end();
    return tree.complete();
  } catch (error) {
    throw explainWriteError(error, options);
  } finally {
    tree.close();
    reading.abort();
  }
}

interface RepeatedFile {
  readonly path: string;
  readonly hash: Hash;
}

/** Checks entries as they come and writes the selected ones. */
class TarTree implements TarSink {
  readonly #options: UnpackOptions;
  readonly #refuse: Refuse;
  readonly #guard: EntryGuard;
  readonly #writer: TreeWriter;
  /** The selected file whose content comes; `left` counts its missing bytes. */
  #file: FileHead | undefined;
  #left = 0;
  /** Publishing tools are known to pack a file twice; both must be the same. */
  #repeat: RepeatedFile | undefined;
  #isRepeat = false;

  constructor(options: UnpackOptions, refuse: Refuse) {
    this.#options = options;
    this.#refuse = refuse;
    this.#guard = new EntryGuard(options.limits, refuse, () => {
      this.#isRepeat = true;
    });
    this.#writer = new TreeWriter(options.into);
  }

  entry({ name, kind, size, executable }: TarEntry): void {
    this.#isRepeat = false;
    const checked = this.#guard.admit(name, kind, size);
    this.#file = undefined;
    this.#repeat = undefined;
    if (kind === "folder") return;
    const path = this.#options.select(checked);
    if (path === undefined) return;
    const file = { path, size, executable };
    if (this.#isRepeat) {
      this.#repeat = { path, hash: createHash("sha256") };
      this.#left = size;
      if (size === 0) this.#compare(this.#repeat);
      return;
    }
    if (size === 0) {
      this.#writer.writeFile(file, EMPTY);
      return;
    }
    this.#file = file;
    this.#left = size;
  }

  content(piece: Buffer): void {
    if (this.#repeat) {
      this.#repeat.hash.update(piece);
      this.#left -= piece.length;
      if (this.#left === 0) this.#compare(this.#repeat);
      return;
    }
    const file = this.#file;
    if (!file) return;
    if (piece.length === file.size) {
      this.#writer.writeFile(file, piece);
      return;
    }
    if (this.#left === file.size) this.#writer.begin(file);
    this.#writer.append(piece);
    this.#left -= piece.length;
    if (this.#left === 0) this.#writer.finish();
  }

  #compare({ path, hash }: RepeatedFile): void {
    const first = this.#writer.files.find((file) => file.path === path);
    if (first?.sha256 === hash.digest("hex")) return;
    const problem = "is there twice, with different content";
    throw this.#refuse("FETCH_ARCHIVE_DUPLICATE", problem, path);
  }

  complete(): UnpackedTree {
    return { files: this.#writer.files, seen: this.#guard.seen };
  }

  close(): void {
    this.#writer.close();
  }
}

const EMPTY = new Uint8Array(0);
