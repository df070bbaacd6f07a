import type { Dispatcher } from "undici";
import type { DispatcherOptions, TlsOptions } from "./createDispatcher.ts";
import type { Permit } from "./isAddressAllowed.ts";

/** Connections, kept apart by what was checked before they were made. */
export class Dispatchers {
  readonly #options: DispatcherOptions;
  readonly #open = new Map<string, Promise<Dispatcher>>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  get(permit: Permit, tls: TlsOptions = {}): Promise<Dispatcher> {
    const key = JSON.stringify([permit, tls]);
    const existing = this.#open.get(key);
    if (existing) return existing;
    const created = import("./createDispatcher.ts").then(
      ({ createDispatcher }) => createDispatcher(this.#options, permit, tls),
    );
    this.#open.set(key, created);
    return created;
  }

  async close(): Promise<void> {
    for (const dispatcher of this.#open.values()) {
      await (await dispatcher).destroy();
    }
  }
}
