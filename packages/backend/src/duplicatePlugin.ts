import { BackendError } from "./errors.ts";

/** Of two packages that bring one plugin, `owner` keeps it. */
export function duplicatePlugin(
  source: string,
  pluginId: string,
  owner: string,
): BackendError {
  return new BackendError(
    "COMPOSE_DUPLICATE_PLUGIN",
    `${source} brings the plugin '${pluginId}', which ${owner} is.`,
    { hint: `Disable ${source} or ${owner}.`, plugin: source },
  );
}
