/** So many generations may still be ending when the next one is made ready: each holds the memory of a backend. */
const MOST_ENDING = 3;

interface Ending {
  /** Ends it sooner than it would end by itself. */
  stop(): Promise<void>;
}

/** Earlier generations that answer what they were asked before another took over. */
export class EndingGenerations {
  readonly #ending = new Map<Ending, Promise<void>>();

  /** `ended` resolves when nothing of it is left. */
  add(generation: Ending, ended: Promise<void>): void {
    this.#ending.set(generation, ended);
    void ended.then(() => this.#ending.delete(generation));
  }

  /** Waits until there are few enough for one more. */
  async room(): Promise<void> {
    while (this.#ending.size >= MOST_ENDING) {
      await Promise.race(this.#ending.values());
    }
  }

  /** Resolves when none is left. */
  async idle(): Promise<void> {
    while (this.#ending.size > 0) await Promise.all(this.#ending.values());
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#ending.keys()].map((each) => each.stop()));
    await Promise.all(this.#ending.values());
  }
}
