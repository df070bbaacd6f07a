import type { PluginMetrics } from "@flyloft/management";
import type { PluginReport } from "@flyloft/plugin-core";
import type { PluginTimes } from "../Narrator.ts";
import type { RequestNumbers } from "../serve/requestNumbers.ts";

export interface PluginMeasures {
  requestsOf(pluginId: string): Promise<RequestNumbers | undefined>;
  /** By package. */
  times(): ReadonlyMap<string, PluginTimes>;
}

/** What is measured of a plugin in this process, and of its own one. */
export async function readPluginMetrics(
  { name, pluginId, process }: PluginReport,
  { requestsOf, times }: PluginMeasures,
): Promise<PluginMetrics> {
  const numbers =
    pluginId === undefined ? undefined : await requestsOf(pluginId);
  const taken = times().get(name);
  const known = {
    averageMs: numbers?.averageMs,
    p95Ms: numbers?.p95Ms,
    loadMs: taken?.load,
    startMs: taken?.start,
    memory: process?.memory,
    restarts: process?.restarts,
  };
  return {
    requests: numbers?.requests ?? 0,
    errors: numbers?.errors ?? 0,
    ...Object.fromEntries(
      Object.entries(known).filter(([, value]) => value !== undefined),
    ),
  };
}
