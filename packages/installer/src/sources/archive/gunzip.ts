import { crc32, createInflateRaw, type InflateRaw } from "node:zlib";
import type { Refuse } from "./ArchiveRefusal.ts";
import { checkRatio } from "./checkRatio.ts";

/** Large, so that most files of a package come in one piece. */
const OUTPUT_CHUNK = 256 * 1024;

const TRAILER = 8;

/**
 * Hands a stream on, unpacked where its first bytes say that it is gzip. Takes exactly one gzip member and nothing
 * behind it, checks its sum and length, and stops a stream that grows beyond all reason. Errors of `input` pass
 * through. https://www.rfc-editor.org/rfc/rfc1952
 */
export async function* gunzip(
  input: AsyncIterable<Buffer>,
  refuse: Refuse,
): AsyncGenerator<Buffer> {
  const iterator = input[Symbol.asyncIterator]();
  try {
    const head = await readHead(iterator, refuse);
    const rest = resume(head.rest, iterator);
    if (head.isGzip) yield* inflate(rest, refuse);
    else yield* rest;
  } finally {
    // Not awaited: it may wait for bytes that never come.
    iterator.return?.()?.catch(() => undefined);
  }
}

interface Head {
  readonly isGzip: boolean;
  /** What was read already and belongs to the data. */
  readonly rest: Buffer;
}

/** Room for a name, a comment and an extra field of the largest size. */
const MAX_HEADER = 128 * 1024;

async function readHead(
  iterator: AsyncIterator<Buffer>,
  refuse: Refuse,
): Promise<Head> {
  let head: Buffer = Buffer.alloc(0);
  for (;;) {
    const length = measureHeader(head, refuse);
    if (length === 0) return { isGzip: false, rest: head };
    if (length !== undefined)
      return { isGzip: true, rest: head.subarray(length) };
    const next = await iterator.next();
    if (next.done || head.length > MAX_HEADER) {
      if (head.length < 2) return { isGzip: false, rest: head };
      throw refuse("FETCH_ARCHIVE_CORRUPT", "ends inside its gzip header");
    }
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
}

/** The gzip header's length, 0 where it is no gzip, undefined where more bytes are needed. */
function measureHeader(head: Buffer, refuse: Refuse): number | undefined {
  if (head.length < 2) return undefined;
  if (head[0] !== 0x1f || head[1] !== 0x8b) return 0;
  if (head.length < 10) return undefined;
  const flags = head[3] ?? 0;
  if (head[2] !== 8 || flags & 0xe0) {
    throw refuse("FETCH_ARCHIVE_CORRUPT", "has a gzip header out of order");
  }
  const end = skipFields(head, flags);
  return end <= head.length ? end : undefined;
}

/** Where the data begins: behind the extra field, the name, the comment and the header's sum, as far as there are any. */
function skipFields(head: Buffer, flags: number): number {
  let at = 10;
  if (flags & 4) {
    if (head.length < at + 2) return Infinity;
    at += 2 + head.readUInt16LE(at);
  }
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    const end = head.indexOf(0, at);
    if (end === -1) return Infinity;
    at = end + 1;
  }
  return flags & 2 ? at + 2 : at;
}

async function* resume(
  first: Buffer,
  iterator: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (;;) {
    const next = await iterator.next();
    if (next.done) return;
    yield next.value;
  }
}

async function* inflate(
  input: AsyncIterable<Buffer>,
  refuse: Refuse,
): AsyncGenerator<Buffer> {
  const engine = createInflateRaw({ chunkSize: OUTPUT_CHUNK });
  const feeding = feed(engine, input);
  // Awaited below; a failure shows there or through the engine, never as an unhandled rejection.
  feeding.catch((error: Error) => engine.destroy(error));
  let sum = 0;
  let length = 0;
  try {
    for await (const chunk of engine as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      length += chunk.length;
      checkRatio({ packed: engine.bytesWritten, unpacked: length }, refuse);
      yield chunk;
    }
  } catch (error) {
    throw isZlibError(error)
      ? refuse("FETCH_ARCHIVE_CORRUPT", "has damaged or missing gzip data")
      : error;
  }
  checkTrailer(await feeding, { sum, length }, refuse);
}

function isZlibError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && /^Z_(DATA|BUF|STREAM)_ERROR$/.test(code);
}

/** Writes all input to the engine; answers the bytes behind the deflate stream, of which it reads few. */
async function feed(
  engine: InflateRaw,
  input: AsyncIterable<Buffer>,
): Promise<Buffer> {
  let fed = 0;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of input) {
    if (engine.destroyed) return tail;
    if (fed > engine.bytesWritten || engine.readableEnded) {
      tail = Buffer.concat([tail, chunk]);
    } else {
      await write(engine, chunk);
      fed += chunk.length;
      const unused = fed - engine.bytesWritten;
      tail = chunk.subarray(chunk.length - unused);
    }
    if (tail.length > TRAILER) break;
  }
  engine.end();
  return tail;
}

function write(engine: InflateRaw, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

function checkTrailer(
  tail: Buffer,
  found: { readonly sum: number; readonly length: number },
  refuse: Refuse,
): void {
  if (tail.length < TRAILER) {
    throw refuse("FETCH_ARCHIVE_CORRUPT", "ends inside its gzip data");
  }
  if (tail.length > TRAILER) {
    throw refuse("FETCH_ARCHIVE_CORRUPT", "has more behind its gzip data");
  }
  const isIntact =
    tail.readUInt32LE(0) === found.sum &&
    tail.readUInt32LE(4) === found.length % 2 ** 32;
  if (!isIntact) {
    throw refuse("FETCH_ARCHIVE_CORRUPT", "has damaged gzip data");
  }
}
