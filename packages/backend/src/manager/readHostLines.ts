import type { LogLevel, PluginLogLine } from "../compose/PortalLogger.ts";
import { concealAll } from "../conceal.ts";
import type { HostLink } from "../supervisor/HostLink.ts";
import type { LogsMessage } from "../supervisor/messages.ts";

const LEVELS: ReadonlySet<unknown> = new Set([
  "error",
  "warn",
  "info",
  "debug",
]);

/** The lines of a host, which may be any plugin's work: it must not write into another one's log, or break the portal. */
export function readHostLines(
  { id, lines }: LogsMessage,
  hosts: readonly HostLink[],
  secrets: Iterable<string>,
): readonly PluginLogLine[] {
  const packages = hosts.find((host) => host.id === id)?.packages ?? [];
  const [first = id] = packages;
  return concealAll(
    [...lines].map((line) => {
      const { owner, at, level, message, stack } = line;
      return {
        owner: packages.includes(owner) ? owner : first,
        at: Number.isNaN(Date.parse(at)) ? new Date().toISOString() : at,
        level: LEVELS.has(level) ? level : ("info" satisfies LogLevel),
        message: String(message),
        ...(stack !== undefined && { stack: String(stack) }),
      };
    }),
    secrets,
  );
}
