import type { AppError as CompositionError } from "@backstage/frontend-app-api";
import type { RemoteFault } from "../federation/FaultLog.ts";

/** What the composition left out, as faults of the plugins that brought it. */
export function compositionFaults(
  errors: readonly CompositionError[] | undefined,
): readonly RemoteFault[] {
  return (errors ?? []).map((error) => ({
    packageName: pluginOf(error),
    code: "APP_EXTENSION_REJECTED",
    message: error.message,
    hint: "The rest of the plugin works. Look for a version of it that is made for this portal's Backstage version.",
  }));
}

function pluginOf({ context }: CompositionError): string {
  if ("node" in context) return context.node.spec.plugin.pluginId;
  if ("plugin" in context) return context.plugin.pluginId;
  if ("pluginId" in context) return context.pluginId;
  return "app";
}
