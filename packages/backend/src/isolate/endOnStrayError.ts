import { reportError } from "@flyloft/plugin-core";
import { type LogOutput, PortalLogger } from "../compose/PortalLogger.ts";
import { BackendError } from "../errors.ts";
import type {
  FromHost,
  HostStartMessage,
} from "../supervisor/hosts/hostMessages.ts";

/** How long the supervisor may take to read why the process ends. Milliseconds. */
const LAST_WORDS_MS = 500;

/**
 * Logs the first error that nobody catches with the plugin that runs here, tells the supervisor, and ends the process:
 * what state the plugin is in is unknown then, and nobody else lives here.
 */
export function endOnStrayError(
  { plugins, generation }: HostStartMessage,
  output: LogOutput,
): void {
  process.setMaxListeners(0);
  const plugin = plugins.map(({ report }) => report.name).join(", ");
  const [first] = plugins;
  const meta = { generation, plugin, package: first?.report.name };
  const logger = new PortalLogger(output, meta);
  let isEnding = false;
  const end = (what: string) => (thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    logger.error(`${what}: ${error.message}`, error);
    if (isEnding) return;
    isEnding = true;
    const exit = () => process.exit(1);
    setTimeout(exit, LAST_WORDS_MS);
    const message = describe(plugin, error);
    process.send?.(message, undefined, {}, exit);
  };
  process.prependListener("unhandledRejection", end("Unhandled rejection"));
  process.prependListener("uncaughtException", end("Uncaught exception"));
}

function describe(plugin: string, cause: Error): FromHost {
  const error = new BackendError(
    "SUPERVISE_HOST_CRASHED",
    `An error that nothing caught ended the process of ${plugin}: ${cause.message}`,
    {
      hint: "This is an error inside the plugin; the portal's log holds the stack.",
      plugin,
      cause,
    },
  );
  return { type: "failed", error: reportError(error, error.code) };
}
