import type { GenerationRecord, PluginReport } from "@flyloft/plugin-core";
import type { LogLine, PluginMetrics } from "@flyloft/management";
import type { PortalFacts } from "../supervisor/messages.ts";

/** What the plugin manager tells of the running generation by itself. */
export interface PortalState {
  readonly generation: number;
  readonly portal: PortalFacts;
  /** Where archives go until the supervisor takes them. Absolute. */
  readonly incoming: string;
  plugins(): readonly PluginReport[];
  /** Newest first. */
  history(): readonly GenerationRecord[];
  /** Oldest first. */
  logs(plugin: PluginReport, limit: number): readonly LogLine[];
  metrics(plugin: PluginReport): Promise<PluginMetrics>;
}

/** By the package's name, or by the reference while that isn't known. */
export function findPlugin(
  { plugins }: Pick<PortalState, "plugins">,
  name: string,
): PluginReport | undefined {
  const all = plugins();
  return (
    all.find((report) => report.name === name) ??
    all.find((report) => report.reference === name)
  );
}
