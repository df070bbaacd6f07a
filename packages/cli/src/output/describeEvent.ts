import type { PortalEvent } from "@flyloft/backend";
import { formatReport } from "./formatReport.ts";

/** What happened to the running portal, as lines for its log. */
export function describeEvent(event: PortalEvent): string {
  return `${linesOf(event).join("\n")}\n`;
}

function linesOf(event: PortalEvent): readonly string[] {
  const name = `Generation ${event.generation}`;
  switch (event.type) {
    case "active":
      return [
        `${name} serves (${event.cause}; ${event.durationMs} ms).`,
        ...event.plugins.flatMap(({ name: plugin, status }) =>
          status.state === "failed"
            ? [`✗ ${plugin}`, ...indent(formatReport(status.reason))]
            : [],
        ),
      ];
    case "rejected":
      return [
        `${name} was not taken over (${event.cause}). What served before goes on serving.`,
        ...indent(formatReport(event.reason)),
      ];
    case "crashed": {
      const { code, signal, reason } = event.exit;
      const how =
        reason === "heartbeat"
          ? "was blocked and has been ended"
          : `ended with ${signal ?? `code ${code}`}`;
      const when =
        event.delayMs === 0 ? "at once" : `in ${event.delayMs / 1000} s`;
      return [`${name}: its process ${how}. It is started again ${when}.`];
    }
  }
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
