import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { CompositionListener } from "./compose/composePlugins.ts";
import type { PluginBoard } from "./compose/PluginBoard.ts";
import type { PortalLogger } from "./compose/PortalLogger.ts";
import type { BackendError } from "./errors.ts";

/** Milliseconds that a package took. */
export interface PluginTimes {
  readonly load?: number;
  readonly start?: number;
}

/** Keeps the reports in step with what happens to plugins, and writes each failure with its stack to the log. */
export class Narrator implements CompositionListener {
  readonly #board: PluginBoard;
  readonly #logger: PortalLogger;
  readonly #static: ReadonlySet<string>;
  readonly #staticFailures: Record<string, ErrorReport> = {};
  readonly #times = new Map<string, PluginTimes>();

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

  /** By package. */
  get times(): ReadonlyMap<string, PluginTimes> {
    return this.#times;
  }

  onLoaded(source: string, ms: number): void {
    this.#times.set(source, { ...this.#times.get(source), load: ms });
  }

  onMember(source: string, pluginId: string, units: number): void {
    this.#board.expect(source, units);
    this.#board.identify(source, pluginId);
  }

  onStarted(source: string, ms?: number): void {
    if (ms !== undefined) {
      // A package with several plugins takes as long as the slowest: they start at once.
      const start = Math.max(ms, this.#times.get(source)?.start ?? 0);
      this.#times.set(source, { ...this.#times.get(source), start });
    }
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
      .child({ plugin: this.#board.idOf(source) ?? source, package: source })
      .error(`${report.code}: ${report.message}`, stack);
  }
}
