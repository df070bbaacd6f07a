import type { ErrorReport, PluginReport } from "@flyloft/plugin-core";
import type { PreparedMessage } from "./messages.ts";

type Outcome = Pick<PreparedMessage, "plugins" | "staticFailures">;

/** A plugin that keeps a new generation from taking over. */
export interface Objection {
  readonly plugin: string;
  readonly reason: ErrorReport;
}

/** Names of packages. */
interface Exceptions {
  /** May fail. */
  readonly accepted?: readonly string[] | undefined;
  /** Must not fail, also where they did before. */
  readonly required?: readonly string[];
}

/**
 * Why a prepared generation must not replace the one that serves: a plugin fails in it that didn't before. What failed
 * before already may go on failing, else nothing could be changed while it does; so may what is `accepted`, and what is `required` may not. Pure.
 */
export function judgeGeneration(
  before: Outcome,
  next: Outcome,
  { accepted = [], required = [] }: Exceptions = {},
): Objection | undefined {
  const failing = new Set([
    ...before.plugins.flatMap(failureOf).map(nameOf),
    ...accepted,
  ]);
  const objections = [
    ...next.plugins.flatMap(failureOf),
    ...Object.entries(next.staticFailures)
      .filter(([name]) => !before.staticFailures[name])
      .map(([plugin, reason]) => ({ plugin, reason })),
  ];
  return objections.find(
    ({ plugin }) => !failing.has(plugin) || required.includes(plugin),
  );
}

function nameOf({ plugin }: Objection): string {
  return plugin;
}

/** What isn't there when everything had its time to start. */
function failureOf({ name, status }: PluginReport): Objection[] {
  return status.state === "failed" || status.state === "restarting"
    ? [{ plugin: name, reason: status.reason }]
    : [];
}
