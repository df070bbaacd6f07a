import { type Hash, createHash } from "node:crypto";
import type { Readable } from "node:stream";

/** At least one. */
export type Several = readonly [string, ...string[]];

export interface HashOptions {
  readonly algorithms: Several;
  /** More bytes than this are an error. */
  readonly maxBytes: number;
  readonly onBytes: (received: number) => void;
  /** The error for a body that is larger than `maxBytes`. */
  readonly tooLarge: () => Error;
}

/** Hashes bytes while they pass to the next step, so that they are read once. */
export class HashStream {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #hashes: readonly [NamedHash, ...NamedHash[]];
  readonly #options: HashOptions;
  #received = 0;
  #done = false;
  /** What broke the source, where something did: the reader of `chunks` may wrap it into an error of its own. */
  failure: unknown;

  constructor(source: Readable, options: HashOptions) {
    this.#options = options;
    const [first, ...others] = options.algorithms;
    this.#hashes = [startHash(first), ...others.map(startHash)];
    this.#source = source.iterator({ destroyOnReturn: false });
  }

  get received(): number {
    return this.#received;
  }

  /** SRI strings over all bytes, in the order of `algorithms`. Reads what the consumer of `chunks` left unread. */
  async finish(): Promise<Several> {
    for await (const _ of this.chunks());
    const [first, ...others] = this.#hashes;
    return [toSri(first), ...others.map(toSri)];
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
      for (const { hash } of this.#hashes) hash.update(chunk);
      this.#options.onBytes(this.#received);
      return chunk;
    } catch (error) {
      this.#done = true;
      this.failure = error;
      throw error;
    }
  }
}

interface NamedHash {
  readonly name: string;
  readonly hash: Hash;
}

function startHash(name: string): NamedHash {
  return { name, hash: createHash(name) };
}

function toSri({ name, hash }: NamedHash): string {
  return `${name}-${hash.copy().digest("base64")}`;
}
