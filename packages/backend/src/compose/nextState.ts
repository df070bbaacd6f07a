import type { ErrorReport, PluginStatus } from "@flyloft/plugin-core";

/** What can happen to a plugin of a generation. */
export type PluginEvent =
  | { readonly type: "started" }
  | {
      /** Its process ended and is started again. */
      readonly type: "restarting";
      readonly reason: ErrorReport;
      /** ISO 8601. */
      readonly retryAt: string;
    }
  | { readonly type: "failed"; readonly reason: ErrorReport }
  | {
      /** Somebody asked for another try. */
      readonly type: "retried";
    };

type State = PluginStatus["state"];

/** In which states an event can come. */
const ACCEPTED: Readonly<Record<PluginEvent["type"], readonly State[]>> = {
  started: ["starting", "restarting"],
  restarting: ["starting", "active", "restarting"],
  failed: ["starting", "active", "restarting"],
  retried: ["failed"],
};

/**
 * A plugin's next status. `starting` becomes `active` or `failed`; an active plugin can still fail. One with a process of
 * its own may also be `restarting`, and one that failed starts anew on request. Disabled is final within a generation.
 *
 * @throws Error on an event that the state doesn't accept: that is a mistake in this program
 */
export function nextState(
  state: PluginStatus,
  event: PluginEvent,
): PluginStatus {
  if (!accepts(state, event.type)) {
    throw new Error(`A ${state.state} plugin does not accept '${event.type}'.`);
  }
  switch (event.type) {
    case "started":
      return { state: "active" };
    case "retried":
      return { state: "starting" };
    case "failed":
      return { state: "failed", reason: event.reason };
    case "restarting": {
      const { reason, retryAt } = event;
      return { state: "restarting", reason, retryAt };
    }
  }
}

/** Whether the event can come in this state. */
export function accepts(
  { state }: PluginStatus,
  event: PluginEvent["type"],
): boolean {
  return ACCEPTED[event].includes(state);
}
