import { setTimeout as sleep } from "node:timers/promises";
import type { PluginReport } from "@flyloft/plugin-core";
import { readMemory } from "../portalProcesses.ts";
import type { Portal } from "../startPortal.ts";

const LOOK_EVERY_MS = 150;

/** Looks at a portal's plugins again and again, and keeps why processes were started again. */
export class Watch {
  readonly #portal: Portal;
  readonly #restarts = new Map<string, string>();
  #isEnded = false;
  #reports: ReadonlyMap<string, PluginReport> = new Map();
  readonly #ended: Promise<void>;

  constructor(portal: Portal) {
    this.#portal = portal;
    this.#ended = this.#look();
  }

  report(name: string): PluginReport | undefined {
    return this.#reports.get(`@example/plugin-${name}`);
  }

  /** The code of the reason why its process was started again, if it was. */
  restart(name: string): string | undefined {
    return this.#restarts.get(`@example/plugin-${name}`);
  }

  /** Of the process that all share. Waits while there is none. */
  async shared(): Promise<{ pid: number; memory: number }> {
    for (;;) {
      const response = await this.#portal
        .fetch("/api/neighbour/process")
        .catch(() => undefined);
      if (response?.status === 200) {
        const { pid } = (await response.json()) as { pid: number };
        return { pid, memory: readMemory(pid) };
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Whether it became true in time. */
  async until(isTrue: () => boolean, limitMs: number): Promise<boolean> {
    const end = Date.now() + limitMs;
    while (!isTrue()) {
      if (Date.now() > end) return false;
      await sleep(LOOK_EVERY_MS / 3);
    }
    return true;
  }

  async stop(): Promise<void> {
    this.#isEnded = true;
    await this.#ended;
  }

  async #look(): Promise<void> {
    while (!this.#isEnded) {
      // While the process that all share is started again, nobody answers.
      const reports = await this.#portal.plugins().catch(() => undefined);
      if (reports) this.#note(reports);
      await sleep(LOOK_EVERY_MS);
    }
  }

  #note(reports: ReadonlyMap<string, PluginReport>): void {
    this.#reports = reports;
    for (const { name, status } of reports.values()) {
      if (status.state !== "restarting") continue;
      this.#restarts.set(name, status.reason.code);
    }
  }
}
