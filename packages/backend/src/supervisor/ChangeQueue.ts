/**
 * Runs changes one after the other. A change of a kind that is already waiting is not queued twice: both callers get
 * the result of the one that runs.
 */
export class ChangeQueue<Result> {
  #last: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Map<string, Promise<Result>>();

  /** `kind` is left out for changes that each have to run. */
  add(change: () => Promise<Result>, kind?: string): Promise<Result> {
    const same = kind === undefined ? undefined : this.#waiting.get(kind);
    if (same) return same;
    const run = async () => {
      if (kind !== undefined) this.#waiting.delete(kind);
      return change();
    };
    const result = this.#last.then(run, run);
    if (kind !== undefined) this.#waiting.set(kind, result);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Runs something that is no change, while none is under way. */
  alone<Other>(work: () => Promise<Other>): Promise<Other> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything that was added has run. */
  async idle(): Promise<void> {
    let last: unknown;
    while (last !== this.#last) {
      last = this.#last;
      await this.#last;
    }
  }
}
