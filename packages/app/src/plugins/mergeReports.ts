import type { ManagedPlugin } from "@flyloft/management";
import { isPartial, type RemoteFault } from "../federation/FaultLog.ts";

/** A plugin as the page shows it: the portal's report, and what this browser found out about it. */
export interface PluginView {
  readonly report: ManagedPlugin;
  /** What people call it. */
  readonly title: string;
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
  reports: readonly ManagedPlugin[],
  faults: readonly RemoteFault[],
): readonly PluginView[] {
  const known = reports.map((report) => viewOf(report, faults));
  const placed = new Set(known.flatMap((view) => view.faults));
  const strays = faults.filter((fault) => !placed.has(fault));
  const names = [...new Set(strays.map(({ packageName }) => packageName))];
  const unknown = names.map((name) => viewOf(strangerReport(name), strays));
  return [...unknown, ...known].sort((a, b) => a.title.localeCompare(b.title));
}

/** One plugin with the faults that are its own. */
export function viewOf(
  report: ManagedPlugin,
  faults: readonly RemoteFault[],
): PluginView {
  const own = faults.filter(
    ({ packageName }) =>
      packageName === report.name || packageName === report.pluginId,
  );
  const title = report.title ?? report.name;
  return { report, title, faults: own, section: sectionOf(report, own) };
}

/** Parts of a plugin that were left out don't make all of it a failure; a remote that didn't load does. */
function sectionOf(
  { status }: ManagedPlugin,
  faults: readonly RemoteFault[],
): Section {
  if (status.state === "disabled") return "disabled";
  if (status.state === "failed") return "failed";
  if (status.state === "restarting") return "restarting";
  return faults.every(isPartial) ? "active" : "failed";
}

function strangerReport(name: string): ManagedPlugin {
  return {
    name,
    source: "folder",
    reference: name,
    parts: { backend: false, frontend: true },
    status: { state: "active" },
    warnings: [],
    stale: false,
    isBuiltIn: false,
    origin: { kind: "file", isLocked: true },
    permissions: { required: [], optional: [], granted: [] },
    hasSettings: false,
  };
}
