import type { ErrorReport, PluginReport } from "@flyloft/plugin-core";
import { nextState } from "./nextState.ts";

/**
 * Where each package of the generation stands. A package that takes part in several units is active once all of them
 * started, and failed as soon as one did not.
 */
export class PluginBoard {
  readonly #reports: PluginReport[];
  readonly #waiting = new Map<string, number>();

  constructor(reports: readonly PluginReport[]) {
    this.#reports = [...reports];
  }

  get reports(): readonly PluginReport[] {
    return this.#reports;
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
    if (left > 0) return;
    this.#update(name, (report) =>
      report.status.state === "starting"
        ? { ...report, status: nextState(report.status, { type: "started" }) }
        : report,
    );
  }

  failed(name: string, reason: ErrorReport): void {
    this.#update(name, (report) =>
      report.status.state === "failed"
        ? report
        : {
            ...report,
            status: nextState(report.status, { type: "failed", reason }),
          },
    );
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

  #update(name: string, change: (report: PluginReport) => PluginReport): void {
    const index = this.#reports.findIndex(
      (report) => report.name === name && report.status.state !== "disabled",
    );
    const report = this.#reports[index];
    if (report) this.#reports[index] = change(report);
  }
}
