import type { RunningPortal } from "@flyloft/backend";
import { type ErrorReport, formatPlace } from "@flyloft/plugin-core";

/** What to open, how many plugins there are, and each failure with what to do about it. */
export function summarize({ generation, ready }: RunningPortal): string {
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
      ...(status.state === "failed"
        ? formatReport("✗", name, status.reason)
        : []),
      ...warnings.flatMap((warning) => formatReport("!", name, warning)),
    ]),
    ...Object.entries(ready.staticFailures).flatMap(([name, reason]) =>
      formatReport("✗", name, reason),
    ),
    `Open ${ready.url}`,
    "",
  ].join("\n");
}

function formatReport(
  mark: string,
  name: string,
  report: ErrorReport,
): string[] {
  const { code, message, hint, place } = report;
  return [
    `${mark} ${name}`,
    `    ${code}: ${message}`,
    ...(place ? [`    at ${formatPlace(place)}`] : []),
    `    ${hint}`,
  ];
}
