import { type ErrorReport, formatPlace } from "@flyloft/plugin-core";

/** Code, message, place and hint, a line each. The place is left out where the message names it. */
export function formatReport(report: ErrorReport): readonly string[] {
  const { code, message, hint, place } = report;
  const isNamed =
    !place || message.includes(formatPlace({ ...place, key: undefined }));
  return [
    `${code}: ${message}`,
    ...(isNamed ? [] : [`at ${formatPlace(place)}`]),
    hint,
  ];
}
