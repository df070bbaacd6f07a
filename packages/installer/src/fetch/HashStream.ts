import { type Hash, createHash } from "node:crypto";
import type { Readable } from "node:stream";

export interface HashOptions {
  readonly algorithms: readonly string[];
  /** More bytes than this are an error. */
  readonly maxBytes: number;
  readonly onBytes: (received: number) => void;
  /** The error for a body that is larger than `maxBytes`. */
  readonly tooLarge: () => Error;
}

/** Hashes bytes while they pass to the next step, so that they are read once. */
export class HashStream {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #hashes: ReadonlyMap<string, Hash>;
  readonly #options: HashOptions;
  #received = 0;
  #done = false;
  /** What broke the source, where something did: the reader of `chunks` may wrap it into an error of its own. */
  failure: unknown;

  constructor(source: Readable, options: HashOptions) {
    this.#options = options;
    this.#hashes = new Map(
      options.algorithms.map((name) => [name, createHash(name)]),
    );
    this.#source = source.iterator({ destroyOnReturn: false });
  }

  get received(): number {
    return this.#received;
  }

  /** SRI strings over all bytes. Reads what the consumer of `chunks` left unread. */
  async finish(): Promise<readonly string[]> {
    for await (const _ of this.chunks());
    return [...this.#hashes].map(
      ([name, hash]) => `${name}-${hash.copy().digest("base64")}`,
    );
  }

  /** Can be left early and asked for again: ending it doesn't end the source, which is still to be hashed. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    while (!this.#done) {
      const chunk = await this.#next();
      if (chunk) yield chunk;
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { value, done } = await this.#source.next();
      this.#done = done === true;
      if (this.#done) return undefined;
      const chunk = value as Uint8Array;
      this.#received += chunk.length;
      if (this.#received > this.#options.maxBytes) {
        throw this.#options.tooLarge();
      }
      for (const hash of this.#hashes.values()) hash.update(chunk);
      this.#options.onBytes(this.#received);
      return chunk;
    } catch (error) {
      this.#done = true;
      this.failure = error;
      throw error;
    }
  }
}
