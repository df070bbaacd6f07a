import type { Readable } from "node:stream";

type Source = AsyncIterable<Uint8Array> | Readable;

export interface Deadline {
  readonly milliseconds: number;
  readonly makeError: () => Error;
  /** Ends the reading at once, also while a chunk is awaited. */
  readonly signal: AbortSignal;
}

/**
 * Hands a stream on until the deadline; then throws its error. A source that never answers can't hold its reader. The
 * source is closed in every case.
 */
export async function* withDeadline(
  source: Source,
  { milliseconds, makeError, signal }: Deadline,
): AsyncGenerator<Buffer> {
  const iterator = (source as AsyncIterable<Uint8Array>)[
    Symbol.asyncIterator
  ]();
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(makeError()), milliseconds);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
  alarm.catch(() => undefined);
  const deadline = performance.now() + milliseconds;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), alarm]);
      if (next.done) return;
      if (performance.now() > deadline) throw makeError();
      yield toBuffer(next.value);
    }
  } finally {
    clearTimeout(timer);
    close(source, iterator);
  }
}

function close(source: Source, iterator: AsyncIterator<Uint8Array>): void {
  if ("destroy" in source) {
    // Who destroys a stream on purpose needs no error of it.
    source.on("error", () => undefined);
    source.destroy();
  }
  // Not awaited: a generator that waits for a dead connection never returns.
  iterator.return?.()?.catch(() => undefined);
}

function toBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk)
    ? chunk
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
