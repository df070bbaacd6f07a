import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";

export interface Blob {
  /** An open file that has no name any more: it is gone when it is closed, or when this process ends. */
  readonly file: FileHandle;
  /** In bytes. */
  readonly size: number;
}

interface Entry {
  readonly blob: Promise<Blob>;
  readonly abort: AbortController;
  users: number;
}

/** Finished blobs that nobody uses, kept for the artifact's next plugin. */
const MAX_IDLE = 32;

/** A claim on a blob. Whoever has it gives it back. */
export interface BlobHold {
  /** Waits for the blob, or until the holder's signal is aborted. */
  read(): Promise<Blob>;
  release(): void;
}

/** Checked blobs of a run. Plugins that ask for the same one at once wait for one download. */
export class BlobCache {
  readonly #entries = new Map<string, Entry>();

  /**
   * Claims the blob `key`, and starts `download` where it isn't there. A download that nobody claims any more is given
   * up.
   */
  hold(
    key: string,
    signal: AbortSignal,
    download: (signal: AbortSignal) => Promise<Blob>,
  ): BlobHold {
    const entry = this.#entries.get(key) ?? this.#start(key, download);
    entry.users += 1;
    return {
      read: () => untilAborted(entry.blob, signal),
      release: () => {
        entry.users -= 1;
        if (entry.users === 0) void this.#leave(key, entry);
      },
    };
  }

  async close(): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map((entry) => discard(entry)));
  }

  #start(key: string, download: (signal: AbortSignal) => Promise<Blob>) {
    const abort = new AbortController();
    const entry: Entry = { blob: download(abort.signal), abort, users: 0 };
    entry.blob.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    this.#entries.set(key, entry);
    return entry;
  }

  /** Nobody uses it: an unfinished download ends here; a finished one stays, until there are too many. */
  async #leave(key: string, entry: Entry): Promise<void> {
    const isFinished = await isSettled(entry.blob);
    if (entry.users > 0 || this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    if (!isFinished) return discard(entry);
    this.#entries.set(key, entry);
    const idle = [...this.#entries].filter(([, { users }]) => users === 0);
    for (const [oldKey, old] of idle.slice(0, -MAX_IDLE)) {
      this.#entries.delete(oldKey);
      await discard(old);
    }
  }
}

/** Reads a blob from its beginning; several may read at once. */
export function readBlob({ file, size }: Blob): Readable {
  return Readable.from(readPieces(file, size), { objectMode: false });
}

const PIECE = 256 * 1024;

async function* readPieces(file: FileHandle, size: number) {
  for (let position = 0; position < size;) {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE, size - position));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function discard({ blob, abort }: Entry): Promise<void> {
  abort.abort();
  await blob.then(({ file }) => file.close()).catch(() => undefined);
}

function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  const turn = new Promise<false>((resolve) => setImmediate(resolve, false));
  return Promise.race([settled, turn]);
}

async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
