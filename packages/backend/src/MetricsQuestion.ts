import type { FromBackend } from "./supervisor/messages.ts";

/** Asks the supervisor for its metrics. Questions that come while one is open get its answer. */
export class MetricsQuestion {
  readonly #tell: (message: FromBackend) => void;
  #open: PromiseWithResolvers<string> | undefined;

  constructor(tell: (message: FromBackend) => void) {
    this.#tell = tell;
  }

  readonly ask = (): Promise<string> => {
    if (!this.#open) {
      this.#open = Promise.withResolvers();
      this.#tell({ type: "ask-metrics" });
    }
    return this.#open.promise;
  };

  answer(text: string): void {
    this.#open?.resolve(text);
    this.#open = undefined;
  }
}
