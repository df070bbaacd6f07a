import type { Refuse } from "./ArchiveRefusal.ts";
import { describeContent } from "./describeContent.ts";
import { type PaxRecords, readPax } from "./readPax.ts";
import {
  BLOCK,
  decodeName,
  hasTarMagic,
  readTarHeader,
  type TarHeader,
} from "./readTarHeader.ts";

/** One file or folder of a tar, its names and sizes settled between the headers that describe it. */
export interface TarEntry {
  /** Not checked yet. */
  readonly name: string;
  readonly kind: "file" | "folder";
  /** In bytes. */
  readonly size: number;
  readonly executable: boolean;
}

/** Called in the archive's order. What throws here ends the reading. */
export interface TarSink {
  /** Before anything of the entry's content. */
  entry(entry: TarEntry): void;
  /** A piece of the last entry's content; never called for an empty file. */
  content(piece: Buffer): void;
}

/** Longest extended header or long name, in bytes. */
const MAX_METADATA = 1024 * 1024;

interface Body {
  /** Bytes still to come. */
  left: number;
  padding: number;
  /** Undefined where the content goes to the sink. */
  readonly metadata: Metadata | undefined;
}

interface Metadata {
  readonly type: string;
  readonly parts: Buffer[];
}

/**
 * Reads a tar as it comes, strictly: one meaning per archive or none. Takes files, folders, PAX headers and GNU's long
 * names; refuses links and every other type. Synchronous, so that nothing happens after a refusal.
 */
export class TarReader {
  readonly #sink: TarSink;
  readonly #refuse: Refuse;
  readonly #partial = Buffer.alloc(BLOCK);
  #partialLength = 0;
  #body: Body | undefined;
  #pax: PaxRecords | undefined;
  #longName: string | undefined;
  #headers = 0;
  #ended = false;

  constructor(sink: TarSink, refuse: Refuse) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#body
        ? this.#readBody(this.#body, chunk, at)
        : this.#readBlock(chunk, at);
    }
  }

  /** Says that no more comes. Throws where the archive isn't complete. */
  end(): void {
    if (this.#ended && this.#partialLength === 0) return;
    if (this.#headers === 0) {
      const head = this.#partial.subarray(0, this.#partialLength);
      throw this.#refuse("FETCH_NOT_AN_ARCHIVE", describeContent(head));
    }
    throw this.#refuse("FETCH_ARCHIVE_CORRUPT", "ends too early");
  }

  #readBlock(chunk: Buffer, at: number): number {
    if (this.#partialLength === 0 && chunk.length - at >= BLOCK) {
      this.#takeBlock(chunk.subarray(at, at + BLOCK));
      return at + BLOCK;
    }
    const end = Math.min(chunk.length, at + BLOCK - this.#partialLength);
    chunk.copy(this.#partial, this.#partialLength, at, end);
    this.#partialLength += end - at;
    if (this.#partialLength === BLOCK) {
      this.#partialLength = 0;
      this.#takeBlock(this.#partial);
    }
    return end;
  }

  #takeBlock(block: Buffer): void {
    const header = this.#readHeader(block);
    if (!header) {
      if (this.#pax || this.#longName !== undefined) {
        const problem = "has an extended header without an entry";
        throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem);
      }
      this.#ended = true;
      return;
    }
    if (this.#ended) {
      const problem = "goes on after its end";
      throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem);
    }
    this.#headers += 1;
    if (METADATA_TYPES.has(header.type)) this.#beginMetadata(header);
    else this.#beginEntry(header);
  }

  #readHeader(block: Buffer): TarHeader | undefined {
    try {
      return readTarHeader(block, this.#refuse);
    } catch (error) {
      if (this.#headers > 0 || this.#ended || hasTarMagic(block)) throw error;
      throw this.#refuse("FETCH_NOT_AN_ARCHIVE", describeContent(block));
    }
  }

  #beginMetadata({ type, size }: TarHeader): void {
    if (size > MAX_METADATA) {
      const problem = `has an extended header longer than ${MAX_METADATA} bytes`;
      throw this.#refuse("FETCH_ARCHIVE_LIMIT", problem);
    }
    const isRepeated =
      (type === "x" && this.#pax) ||
      (type === "L" && this.#longName !== undefined);
    if (isRepeated || size === 0) {
      const problem = "has an extended header too many";
      throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem);
    }
    const metadata = { type, parts: [] };
    this.#body = { left: size, padding: findPadding(size), metadata };
  }

  #beginEntry(header: TarHeader): void {
    const entry = this.#settle(header);
    this.#pax = undefined;
    this.#longName = undefined;
    this.#sink.entry(entry);
    const { size } = entry;
    if (size === 0) return;
    this.#body = {
      left: size,
      padding: findPadding(size),
      metadata: undefined,
    };
  }

  #settle(header: TarHeader): TarEntry {
    const pax = this.#pax;
    const name = pax?.path ?? this.#longName ?? header.name;
    if (pax?.path !== undefined && this.#longName !== undefined) {
      const problem = "has two long names";
      throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem, name);
    }
    if (pax?.size !== undefined && pax.size !== header.size) {
      const problem = "has two sizes";
      throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem, name);
    }
    const kind = this.#findKind(header, name);
    if (kind === "folder" && header.size > 0) {
      const problem = "is a folder with content";
      throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem, name);
    }
    const executable = (header.mode & 0o100) !== 0;
    return { name, kind, size: header.size, executable };
  }

  #findKind({ type }: TarHeader, name: string): TarEntry["kind"] {
    if (type === "5") return "folder";
    // Before POSIX a folder was a file whose name ends with a slash.
    if (type === "0") return name.endsWith("/") ? "folder" : "file";
    if (type === "1" || type === "2" || type === "K") {
      throw this.#refuse("FETCH_ARCHIVE_LINK", "is a link", name);
    }
    const what = SPECIAL[type] ?? "of a type that packages don't have";
    throw this.#refuse("FETCH_ARCHIVE_ENTRY_TYPE", `is ${what}`, name);
  }

  #readBody(body: Body, chunk: Buffer, at: number): number {
    if (body.left > 0) {
      const end = Math.min(chunk.length, at + body.left);
      const piece = chunk.subarray(at, end);
      body.left -= piece.length;
      if (body.metadata) body.metadata.parts.push(piece);
      else this.#sink.content(piece);
      if (body.left === 0 && body.padding === 0) this.#endBody(body);
      return end;
    }
    const skipped = Math.min(chunk.length - at, body.padding);
    body.padding -= skipped;
    if (body.padding === 0) this.#endBody(body);
    return at + skipped;
  }

  #endBody({ metadata }: Body): void {
    this.#body = undefined;
    if (metadata) this.#takeMetadata(metadata);
  }

  #takeMetadata({ type, parts }: Metadata): void {
    const content = Buffer.concat(parts);
    if (type === "L") {
      const end = content.at(-1) === 0 ? content.length - 1 : content.length;
      this.#longName = decodeName(content.subarray(0, end), this.#refuse);
      return;
    }
    const records = readPax(content, this.#refuse);
    if (type === "x") this.#pax = records;
    else if (records.path !== undefined || records.size !== undefined) {
      const problem = "gives one name or size to all its entries";
      throw this.#refuse("FETCH_ARCHIVE_CORRUPT", problem);
    }
  }
}

/** Extended header, extended header for all that follow, GNU long name. */
const METADATA_TYPES = new Set(["x", "g", "L"]);

const SPECIAL: Readonly<Record<string, string>> = {
  "3": "a character device",
  "4": "a block device",
  "6": "a FIFO",
  S: "a sparse file",
};

function findPadding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
