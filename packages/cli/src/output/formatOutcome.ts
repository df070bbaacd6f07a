import type { Job } from "@flyloft/management";
import { formatReport } from "./formatReport.ts";
import type { Paint } from "./Paint.ts";

const DONE: Readonly<Record<Job["kind"], string>> = {
  install: "installed",
  enable: "enabled",
  disable: "disabled",
  configure: "configured",
  reset: "back to what the files say",
  grant: "granted what was asked",
  upgrade: "upgraded",
  rollback: "rolled back",
  uninstall: "uninstalled",
  "rollback-portal": "rolled back",
  reload: "read again",
};

/** How a job went: what is done and which generation serves, or why it is not. */
export function formatOutcome(job: Job, paint: Paint): string[] {
  const { kind, plugin, state, generation, error, warnings = [] } = job;
  const what =
    plugin ?? (kind === "reload" ? "The configuration" : "The portal");
  const serves =
    generation === undefined ? "" : ` Generation ${generation} serves.`;
  const notes = warnings.flatMap((warning) =>
    formatReport(warning).map((line, index) =>
      index === 0 ? `${paint.warn("!")} ${line}` : `  ${line}`,
    ),
  );
  if (state === "succeeded") {
    return [`${paint.good("✓")} ${what}: ${DONE[kind]}.${serves}`, ...notes];
  }
  return [
    `${paint.bad("✗")} ${what}: ${kind} failed. What served before goes on serving.`,
    ...(error ? formatReport(error).map((line) => `    ${line}`) : []),
    ...notes,
  ];
}
