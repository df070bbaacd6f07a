import path from "node:path";
import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { PortalLogger } from "./compose/PortalLogger.ts";
import { BackendError } from "./errors.ts";
import type { GenerationPlugin } from "./supervisor/Generation.ts";

/** More different messages than these, of one plugin, tell an administrator nothing new. */
const WARNING_LIMIT = 10;

export interface StrayErrorListener {
  readonly logger: PortalLogger;
  /** Puts a warning on the report of a package. */
  warn(name: string, warning: ErrorReport): void;
}

/**
 * Catches what plugins throw outside of any call of ours, logs it with the plugin whose file stands first in the stack,
 * puts it on that plugin's report, and keeps the process: as Backstage does, since one plugin's stray rejection must
 * not end the others.
 */
export function watchStrayErrors(
  plugins: readonly GenerationPlugin[],
  listener: StrayErrorListener,
): void {
  process.setMaxListeners(0);
  const report = createStrayReporter(plugins, listener);
  process.on("unhandledRejection", (thrown) =>
    report("Unhandled rejection", thrown),
  );
  process.on("uncaughtException", (thrown) =>
    report("Uncaught exception", thrown),
  );
}

/** Each message of a plugin is on its report once, and only so many of them; the log has all. */
export function createStrayReporter(
  plugins: readonly GenerationPlugin[],
  { logger, warn }: StrayErrorListener,
): (what: string, thrown: unknown) => void {
  const known = new Map<string, Set<string>>();
  return (what, thrown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const report = originOf(error, plugins)?.report;
    const meta = report
      ? { plugin: report.pluginId ?? report.name, package: report.name }
      : { plugin: "portal" };
    logger.child(meta).error(`${what}: ${error.message}`, error);
    if (!report) return;
    const messages = known.get(report.name) ?? new Set();
    known.set(report.name, messages);
    if (messages.has(error.message) || messages.size >= WARNING_LIMIT) return;
    messages.add(error.message);
    warn(report.name, strayError(report.name, what, error));
  };
}

/** The plugin whose file comes first in the stack: what it called may be another's. */
function originOf(
  { stack = "" }: Error,
  plugins: readonly GenerationPlugin[],
): GenerationPlugin | undefined {
  let first: GenerationPlugin | undefined;
  let at = Infinity;
  for (const plugin of plugins) {
    const index = plugin.dir ? stack.indexOf(plugin.dir + path.sep) : -1;
    if (index < 0 || index >= at) continue;
    at = index;
    first = plugin;
  }
  return first;
}

function strayError(name: string, what: string, cause: Error): ErrorReport {
  const error = new BackendError(
    "SERVE_STRAY_ERROR",
    `${name}: ${what.toLowerCase()}: ${cause.message}`,
    {
      hint: "Nobody waits for what failed there. Look into the log for the stack, and tell the plugin's publisher; with isolation, such an error ends the plugin's own process only.",
      plugin: name,
      cause,
    },
  );
  return reportError(error, error.code);
}
