import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { CompositionListener } from "./compose/composePlugins.ts";
import type { PluginBoard } from "./compose/PluginBoard.ts";
import type { PortalLogger } from "./compose/PortalLogger.ts";
import type { BackendError } from "./errors.ts";

/** Keeps the reports in step with what happens to plugins, and writes each failure with its stack to the log. */
export class Narrator implements CompositionListener {
  readonly #board: PluginBoard;
  readonly #logger: PortalLogger;
  readonly #static: ReadonlySet<string>;
  readonly #staticFailures: Record<string, ErrorReport> = {};

  /** `own` are the portal's own plugins, which have no report. */
  constructor(
    board: PluginBoard,
    logger: PortalLogger,
    own: ReadonlySet<string>,
  ) {
    this.#board = board;
    this.#logger = logger;
    this.#static = own;
  }

  get staticFailures(): Readonly<Record<string, ErrorReport>> {
    return this.#staticFailures;
  }

  onMember(source: string, pluginId: string, units: number): void {
    this.#board.expect(source, units);
    this.#board.identify(source, pluginId);
  }

  onStarted(source: string): void {
    this.#board.started(source);
  }

  onFailed(source: string, error: BackendError): void {
    const report = reportError(error, "COMPOSE_INIT_FAILED");
    if (this.#static.has(source)) this.#staticFailures[source] = report;
    else this.#board.failed(source, report);
    const { cause, code } = error;
    // A missing module's stack shows Node's loader only.
    const shown = cause instanceof Error && code !== "LOAD_MODULE_MISSING";
    const stack = shown ? cause : undefined;
    this.#logger
      .child({ plugin: source })
      .error(`${report.code}: ${report.message}`, stack);
  }
}
