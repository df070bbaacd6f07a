import { type AppConfig, ConfigReader } from "@backstage/config";
import type { GenerationPlugin } from "../Generation.ts";

/** Whether events between processes are ours to carry: not where Backstage's own events backend does it. */
export function bridgesEvents(
  plugins: readonly GenerationPlugin[],
  config: readonly AppConfig[],
): boolean {
  const bus = ConfigReader.fromConfigs([...config]).getOptionalString(
    "events.useEventBus",
  );
  const hasBackend = plugins.some(
    ({ facts, report }) =>
      facts?.pluginId === "events" && report.status.state !== "disabled",
  );
  return bus !== "always" && !hasBackend;
}
