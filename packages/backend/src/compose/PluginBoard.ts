import type { ErrorReport, PluginReport } from "@flyloft/plugin-core";
import { accepts, nextState, type PluginEvent } from "./nextState.ts";

/** What is known of a plugin's process beside the plugin's state. */
export type ProcessFacts = Pick<PluginReport, "isolation" | "process">;

/**
 * Where each package of the generation stands. A package that takes part in several units is active once all of them
 * started, and failed as soon as one did not.
 */
export class PluginBoard {
  readonly #reports: PluginReport[];
  readonly #waiting = new Map<string, number>();
  /** Is called with every change. Whoever wants to know sets it. */
  onChange: () => void = () => undefined;

  constructor(reports: readonly PluginReport[]) {
    this.#reports = [...reports];
  }

  get reports(): readonly PluginReport[] {
    return this.#reports;
  }

  /** The id of the plugin that a package is or extends. */
  idOf(name: string): string | undefined {
    return this.#reports.find((report) => report.name === name)?.pluginId;
  }

  /** Says that `units` units decide about the package. */
  expect(name: string, units: number): void {
    this.#waiting.set(name, units);
  }

  identify(name: string, pluginId: string): void {
    this.#update(name, (report) => ({
      ...report,
      pluginId: report.pluginId ?? pluginId,
    }));
  }

  started(name: string): void {
    const left = (this.#waiting.get(name) ?? 1) - 1;
    this.#waiting.set(name, left);
    if (left <= 0) this.#happen(name, { type: "started" });
  }

  failed(name: string, reason: ErrorReport): void {
    this.#happen(name, { type: "failed", reason });
  }

  /** Says that the package's process ended and is started again at `retryAt`, ISO 8601. */
  restarting(name: string, reason: ErrorReport, retryAt: string): void {
    this.#happen(name, { type: "restarting", reason, retryAt });
  }

  /** Says that a package that failed is started anew. */
  retried(name: string): void {
    this.#happen(name, { type: "retried" });
  }

  /** Sets what is known of the package's process; a key that is left out stays. */
  describe(name: string, facts: ProcessFacts): void {
    this.#update(name, (report) => ({ ...report, ...facts }));
  }

  warn(name: string, warning: ErrorReport): void {
    this.#update(name, (report) => ({
      ...report,
      warnings: [...report.warnings, warning],
    }));
  }

  isStarting(name: string): boolean {
    return this.#reports.some(
      (report) => report.name === name && report.status.state === "starting",
    );
  }

  /** Leaves a package alone that is beyond the event: one that failed does not start by what comes late. */
  #happen(name: string, event: PluginEvent): void {
    this.#update(name, (report) =>
      accepts(report.status, event.type)
        ? { ...report, status: nextState(report.status, event) }
        : report,
    );
  }

  #update(name: string, change: (report: PluginReport) => PluginReport): void {
    const index = this.#reports.findIndex(
      (report) => report.name === name && report.status.state !== "disabled",
    );
    const report = this.#reports[index];
    if (!report) return;
    this.#reports[index] = change(report);
    this.onChange();
  }
}
