import type { InstallOptions, PluginRequest } from "@flyloft/installer";

/** The newest version that runs here, as far as the source tells; no pre-release. Undefined where it tells none. */
export function findNewest(
  _request: PluginRequest,
  _options: InstallOptions,
): Promise<string | undefined> {
  return Promise.resolve(undefined);
}
