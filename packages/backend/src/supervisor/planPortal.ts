import { type PluginPlan, planPlugins } from "@flyloft/installer";
import { type PortalOptions, preparePipeline } from "./preparePipeline.ts";

/** What `startPortal` with the same options would install, and which configuration it would merge. Writes nothing. */
export async function planPortal(
  options: Omit<PortalOptions, "onEvent" | "port">,
): Promise<PluginPlan> {
  const { install } = await preparePipeline({
    ...options,
    port: undefined,
    onEvent: () => undefined,
  });
  return planPlugins(install);
}
