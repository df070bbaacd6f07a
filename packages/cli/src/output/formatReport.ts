import { type ErrorReport, placeBeyondMessage } from "@flyloft/plugin-core";

/** Code, message, place and hint, a line each. */
export function formatReport(report: ErrorReport): readonly string[] {
  const place = placeBeyondMessage(report);
  return [
    `${report.code}: ${report.message}`,
    ...(place === undefined ? [] : [`at ${place}`]),
    report.hint,
  ];
}
