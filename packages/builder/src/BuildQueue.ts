import { availableParallelism } from "node:os";

/** rspack keeps two processors busy by itself; more at once only add their memory. */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));

/** Lets builds run a few at a time, in the order in which they came. */
export class BuildQueue {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  async run<Result>(build: () => Promise<Result>): Promise<Result> {
    if (this.#running === AT_ONCE) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await build();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
