import type { Gauge, Registry } from "prom-client";
import type * as Prometheus from "prom-client";
import type { PluginReport, PluginStatus } from "@flyloft/plugin-core";
import type { PluginTimes } from "../Narrator.ts";

/** What a running generation tells of its plugins when it is asked. */
export interface MetricsSource {
  plugins(): readonly PluginReport[];
  /** By package. */
  times(): ReadonlyMap<string, PluginTimes>;
}

const STATES: readonly PluginStatus["state"][] = [
  "disabled",
  "starting",
  "active",
  "restarting",
  "failed",
];

/** Registers how the generation's plugins stand, read when somebody asks. */
export function registerPluginMetrics(
  { Gauge }: typeof Prometheus,
  register: Registry,
  source: MetricsSource & { readonly generation: number },
): void {
  const registers: Registry[] = [];
  const generation = new Gauge({
    name: "flyloft_generation",
    help: "Number of the generation that this process runs.",
    registers,
  });
  generation.set(source.generation);
  register.registerMetric(generation);
  const states = new Gauge({
    name: "flyloft_plugin_state",
    help: "1 for the state that the plugin is in, 0 for the others.",
    labelNames: ["plugin", "package", "state"],
    registers,
    collect(this: Gauge) {
      this.reset();
      setStates(this, source);
    },
  });
  register.registerMetric(states);
  for (const [stage, help] of [
    ["load", "How long the import of the package took."],
    ["start", "How long the plugins of the package took to start."],
  ] as const) {
    const times = new Gauge({
      name: `flyloft_plugin_${stage}_seconds`,
      help,
      labelNames: ["plugin", "package"],
      registers,
      collect(this: Gauge) {
        this.reset();
        setTimes(this, source, stage);
      },
    });
    register.registerMetric(times);
  }
}

function setStates(gauge: Gauge, { plugins }: MetricsSource): void {
  const seen = new Set<string>();
  for (const { name, pluginId = "", status } of plugins()) {
    // Of two entries for one package the first one counts.
    if (seen.has(name)) continue;
    seen.add(name);
    for (const state of STATES) {
      const labels = { plugin: pluginId, package: name, state };
      gauge.set(labels, status.state === state ? 1 : 0);
    }
  }
}

function setTimes(
  gauge: Gauge,
  { plugins, times }: MetricsSource,
  stage: keyof PluginTimes,
): void {
  const ids = new Map(plugins().map(({ name, pluginId }) => [name, pluginId]));
  for (const [name, taken] of times()) {
    const ms = taken[stage];
    if (ms === undefined) continue;
    gauge.set({ plugin: ids.get(name) ?? "", package: name }, ms / 1000);
  }
}
