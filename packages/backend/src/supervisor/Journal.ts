import type { ErrorReport } from "@flyloft/plugin-core";
import type { GenerationStore } from "./GenerationStore.ts";
import type { PortalEvent } from "./PortalEvent.ts";
import type { Crash, RunningGeneration } from "./RunningGeneration.ts";

interface Rejection {
  readonly generation: number;
  readonly cause: string;
  readonly reason: ErrorReport;
}

/** Writes down what becomes of generations, and tells it: to whoever started the portal, and to the one that serves. */
export class Journal {
  readonly #store: GenerationStore;
  readonly #onEvent: (event: PortalEvent) => void;

  constructor(store: GenerationStore, onEvent: (event: PortalEvent) => void) {
    this.#store = store;
    this.#onEvent = onEvent;
  }

  active(serving: RunningGeneration, cause: string, durationMs: number): void {
    const { number } = serving.generation;
    const { plugins } = serving.prepared;
    this.#store.record({ number, event: "active", cause });
    const generation = number;
    this.#onEvent({ type: "active", generation, cause, durationMs, plugins });
    this.#tell(serving);
  }

  rejected(serving: RunningGeneration, rejection: Rejection): void {
    const { generation: number, cause, reason } = rejection;
    this.#store.record({ number, event: "rejected", cause, reason });
    this.#onEvent({ type: "rejected", ...rejection });
    this.#tell(serving);
  }

  crashed(generation: number, { exit, delayMs }: Crash): void {
    this.#onEvent({ type: "crashed", generation, exit, delayMs });
  }

  #tell(serving: RunningGeneration): void {
    const items = this.#store.list(serving.generation.number);
    serving.send({ type: "history", items });
  }
}
