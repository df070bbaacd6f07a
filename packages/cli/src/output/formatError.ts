import { isFlyloftError, redact } from "@flyloft/plugin-core";
import { formatReport } from "./formatReport.ts";

/** What a person reads of an error: code, message, place and hint. A stack only where it is none of ours. */
export function formatError(error: unknown): string {
  if (!isFlyloftError(error)) {
    const text =
      error instanceof Error ? (error.stack ?? error.message) : error;
    return redact(`This should not happen; please report it.\n${String(text)}`);
  }
  return formatReport(error).join("\n  ");
}
