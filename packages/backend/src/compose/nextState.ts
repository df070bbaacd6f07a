import type { ErrorReport, PluginStatus } from "@flyloft/plugin-core";

/** What can happen to a plugin of a generation. */
export type PluginEvent =
  | { readonly type: "started" }
  | { readonly type: "failed"; readonly reason: ErrorReport };

/**
 * A plugin's next status. `starting` becomes `active` or `failed`; an active plugin can still fail. Disabled and failed
 * are final within a generation.
 *
 * @throws Error on an event that the state doesn't accept: that is a mistake in this program
 */
export function nextState(
  state: PluginStatus,
  event: PluginEvent,
): PluginStatus {
  if (event.type === "started" && state.state === "starting") {
    return { state: "active" };
  }
  if (
    event.type === "failed" &&
    (state.state === "starting" || state.state === "active")
  ) {
    return { state: "failed", reason: event.reason };
  }
  throw new Error(`A ${state.state} plugin does not accept '${event.type}'.`);
}
