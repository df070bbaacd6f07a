import type { PluginReport } from "@flyloft/plugin-core";
import { isPartial, type RemoteFault } from "../federation/FaultLog.ts";

/** A plugin as the page shows it: the portal's report, and what this browser found out about it. */
export interface PluginView {
  readonly report: PluginReport;
  /** Faults in this browser only. The portal may be fine, and other browsers too. */
  readonly faults: readonly RemoteFault[];
  readonly section: Section;
}

export type Section = "failed" | "restarting" | "active" | "disabled";

/**
 * The portal's reports with this browser's faults. A fault names its plugin by package name or by Backstage's id; a
 * fault of a plugin that no report knows gets a row of its own, so that none is hidden.
 */
export function mergeReports(
  reports: readonly PluginReport[],
  faults: readonly RemoteFault[],
): readonly PluginView[] {
  const known = reports.map((report) => {
    const own = faults.filter(
      ({ packageName }) =>
        packageName === report.name || packageName === report.pluginId,
    );
    return { report, faults: own, section: sectionOf(report, own) };
  });
  const placed = new Set(known.flatMap((view) => view.faults));
  const strays = faults.filter((fault) => !placed.has(fault));
  const names = [...new Set(strays.map(({ packageName }) => packageName))];
  const unknown = names.map((name) => ({
    report: strangerReport(name),
    faults: strays.filter(({ packageName }) => packageName === name),
    section: "failed" as const,
  }));
  return [...unknown, ...known].sort((a, b) =>
    a.report.name.localeCompare(b.report.name),
  );
}

/** Whether any of what a card shows about a plugin contains all the words. */
export function matchesSearch(view: PluginView, search: string): boolean {
  const { name, description, reference, pluginId, version } = view.report;
  const text = [name, description, reference, pluginId, version]
    .join(" ")
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Parts of a plugin that were left out don't make all of it a failure; a remote that didn't load does. */
function sectionOf(
  { status }: PluginReport,
  faults: readonly RemoteFault[],
): Section {
  if (status.state === "disabled") return "disabled";
  if (status.state === "failed") return "failed";
  if (status.state === "restarting") return "restarting";
  return faults.every(isPartial) ? "active" : "failed";
}

function strangerReport(name: string): PluginReport {
  return {
    name,
    version: undefined,
    description: undefined,
    pluginId: undefined,
    source: "folder",
    reference: name,
    digest: undefined,
    parts: { backend: false, frontend: true },
    status: { state: "active" },
    warnings: [],
    stale: false,
  };
}
