import type { Portal } from "@flyloft/backend";
import type { ErrorReport } from "@flyloft/plugin-core";
import { formatReport } from "./formatReport.ts";

/** What to open, how many plugins there are, and each failure with what to do about it. */
export function summarize({
  generation,
  prepared: ready,
}: Portal["current"]): string {
  const count = (state: string) =>
    ready.plugins.filter(({ status }) => status.state === state).length;
  const starting = count("starting");
  const counts = [
    `${count("active")} active`,
    ...(starting > 0 ? [`${starting} still starting`] : []),
    `${count("failed")} failed`,
    `${count("disabled")} disabled`,
  ];
  return [
    `Plugins: ${counts.join(", ")}. Generation ${generation.number}.`,
    ...ready.plugins.flatMap(({ name, status, warnings }) => [
      ...(status.state === "failed" ? note("✗", name, status.reason) : []),
      ...warnings.flatMap((warning) => note("!", name, warning)),
    ]),
    ...Object.entries(ready.staticFailures).flatMap(([name, reason]) =>
      note("✗", name, reason),
    ),
    `Open ${ready.url}`,
    "",
  ].join("\n");
}

/** The same for programs. */
export function summarizeAsData({
  generation,
  prepared: ready,
}: Portal["current"]): object {
  return {
    generation: generation.number,
    url: ready.url,
    plugins: ready.plugins.map(({ name, version, status, warnings }) => ({
      name,
      version,
      status,
      warnings,
    })),
    staticFailures: ready.staticFailures,
  };
}

function note(mark: string, name: string, report: ErrorReport): string[] {
  return [
    `${mark} ${name}`,
    ...formatReport(report).map((line) => `    ${line}`),
  ];
}
