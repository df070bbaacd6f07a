import path from "node:path";
import { type LogOutput, PortalLogger } from "./compose/PortalLogger.ts";
import type { GenerationPlugin } from "./supervisor/Generation.ts";

/**
 * Logs what plugins throw outside of any call of ours, with the plugin whose file stands first in the stack, and keeps
 * the process: as Backstage does, since one plugin's stray rejection must not end the others.
 */
export function watchStrayErrors(
  plugins: readonly GenerationPlugin[],
  output: LogOutput,
): void {
  process.setMaxListeners(0);
  const logger = new PortalLogger(output);
  const log = (what: string) => (thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const plugin = plugins.find(
      ({ dir }) => dir && error.stack?.includes(dir + path.sep),
    );
    const source = plugin?.report.name ?? "portal";
    logger.child({ plugin: source }).error(`${what}: ${error.message}`, error);
  };
  process.on("unhandledRejection", log("Unhandled rejection"));
  process.on("uncaughtException", log("Uncaught exception"));
}
