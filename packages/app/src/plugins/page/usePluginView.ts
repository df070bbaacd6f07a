import { useApi } from "@backstage/frontend-plugin-api";
import type { ManagedPlugin } from "@flyloft/management";
import { useSyncExternalStore } from "react";
import { portalApiRef } from "../../shell/portalApi.ts";
import { type PluginView, viewOf } from "../mergeReports.ts";

/** A plugin with what this browser found out about it. */
export function usePluginView(
  plugin: ManagedPlugin | undefined,
): PluginView | undefined {
  const { faults } = useApi(portalApiRef);
  const found = useSyncExternalStore(faults.subscribe, faults.snapshot);
  return plugin && viewOf(plugin, found);
}
