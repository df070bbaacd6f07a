import type { Handlers } from "./Handler.ts";
import type { ManagementParts } from "./Management.ts";

/** What is asked of registries and catalogs. */
export class MarketQuestions {
  readonly #parts: ManagementParts;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
  }

  get handlers(): Handlers {
    void this.#parts;
    return {};
  }
}
