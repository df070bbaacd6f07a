import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import { BackendError } from "../errors.ts";
import type { ProcessExit } from "./SupervisedProcess.ts";

/** What a process told, with the code it had there: that is what the person has to act on. */
export function revive(
  { code, message, hint, place }: ErrorReport,
  plugin?: string,
): BackendError {
  return new BackendError(code as BackendError["code"], message, {
    hint,
    plugin,
    place,
  });
}

export function reviveAll(
  reports: Readonly<Record<string, ErrorReport>>,
): ReadonlyMap<string, BackendError> {
  return new Map(
    Object.entries(reports).map(([name, report]) => [
      name,
      revive(report, name),
    ]),
  );
}

/** A line of the history: the generation was taken over, but didn't stay up. */
export function crashLoop(number: number) {
  const error = new BackendError(
    "SUPERVISE_CRASH_LOOP",
    `The backend process of generation ${number} ended three times within five minutes.`,
    {
      hint: "The portal went back to the generation before. See the log for the plugin, and give it a process of its own with isolation: process.",
    },
  );
  return {
    number,
    event: "crashed",
    cause: "crashes",
    reason: reportError(error, error.code),
  } as const;
}

/** A process that ends before it is ready failed, also with code 0. */
export function exitedEarly({ code, signal, reason }: ProcessExit) {
  const how =
    reason === "heartbeat"
      ? "stopped to answer"
      : `ended with ${signal ?? `code ${code}`}`;
  return new BackendError(
    "SUPERVISE_EXITED_EARLY",
    `The backend process ${how} before it was ready.`,
    {
      hint: "A plugin ended or blocked the process, or it ran out of memory: see the last lines of the log, then disable the plugin they name, or give it a process of its own with isolation: process.",
    },
  );
}
