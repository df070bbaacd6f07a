import type { PluginReport } from "@flyloft/plugin-core";
import type { ManagedPlugin } from "./schemas.ts";

/** A plugin's report as the API tells it. */
export function toManagedPlugin(report: PluginReport): ManagedPlugin {
  const { profile, ...rest } = report;
  const plugin = {
    isBuiltIn: false,
    origin: { kind: "file", isLocked: false },
    permissions: { required: [], optional: [], granted: [] },
    hasSettings: false,
    ...dropUndefined(rest),
    ...profile,
  };
  return dropUndefined(plugin) as ManagedPlugin;
}

/** Also inside: the description knows no `undefined`. */
function dropUndefined(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
