/** How a plugin stands on its way: its package is still imported, it starts, it runs, it failed. */
export type ArrivalState = "expected" | "starting" | "running" | "failed";

/** A plugin id, and the package that is entitled to it. */
export interface Claim {
  readonly pluginId: string;
  readonly source: string;
  /** Whether it runs in a process of its own. Requests to it wait where they are passed on. */
  readonly hosted: boolean;
}

interface Arrival {
  readonly source: string;
  state: ArrivalState;
}

/**
 * Which plugins are on their way, whose id is whose, and who waits for whom. Requests come before plugins do: the
 * address of the generation answers from its first moment, so that a plugin can call another while both start.
 */
export class Arrivals {
  readonly #arrivals = new Map<string, Arrival>();
  readonly #waits = new Map<string, string[]>();
  #isGrouped = false;
  #changed = Promise.withResolvers<void>();

  constructor(claims: readonly Claim[] = []) {
    for (const { pluginId, source, hosted } of claims) {
      const id = pluginId.toLowerCase();
      if (this.#arrivals.has(id)) continue;
      const state = hosted ? "running" : "expected";
      this.#arrivals.set(id, { source, state });
    }
  }

  /** Undefined for an id that nobody has. Before all packages are imported, that is none. */
  stateOf(pluginId: string): ArrivalState | undefined {
    const known = this.#arrivals.get(pluginId.toLowerCase())?.state;
    return known ?? (this.#isGrouped ? undefined : "expected");
  }

  /** The package that the id belongs to. */
  ownerOf(pluginId: string): string | undefined {
    return this.#arrivals.get(pluginId.toLowerCase())?.source;
  }

  /** Says which plugins there are. One that was expected and is not among them could not be imported. */
  group(units: readonly { pluginId: string; source: string }[]): void {
    for (const arrival of this.#arrivals.values()) {
      if (arrival.state === "expected") arrival.state = "failed";
    }
    for (const { pluginId, source } of units) {
      this.#arrivals.set(pluginId.toLowerCase(), { source, state: "starting" });
    }
    this.#isGrouped = true;
    this.#notify();
  }

  settle(pluginId: string, state: "running" | "failed"): void {
    const arrival = this.#arrivals.get(pluginId.toLowerCase());
    if (arrival) arrival.state = state;
    this.#notify();
  }

  isPending(pluginId: string): boolean {
    const state = this.stateOf(pluginId);
    return state === "expected" || state === "starting";
  }

  /** Resolves when the plugin's way ended, wherever, and rejects with the signal's reason. */
  async untilSettled(pluginId: string, signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason as Error);
    signal.addEventListener("abort", abort);
    try {
      signal.throwIfAborted();
      while (this.isPending(pluginId)) {
        await Promise.race([this.#changed.promise, aborted.promise]);
      }
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Says that a plugin waits for an answer of another one, until the disposer is called. */
  wait(pluginId: string, on: string): () => void {
    const waits = this.#waits.get(pluginId) ?? [];
    this.#waits.set(pluginId, waits);
    waits.push(on);
    return () => {
      const index = waits.indexOf(on);
      if (index >= 0) waits.splice(index, 1);
    };
  }

  /** The plugins whose answers the plugin waits for. */
  waitsOf(pluginId: string): readonly string[] {
    return [...new Set(this.#waits.get(pluginId))];
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
