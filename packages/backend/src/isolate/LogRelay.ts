import type { PluginLogLine } from "../compose/PortalLogger.ts";

const COLLECT_MS = 100;
/** More at once than anybody keeps. */
const MOST_LINES = 500;

/** Sends log lines on in batches, and errors at once: they may be the process's last words. */
export class LogRelay {
  readonly #send: (lines: readonly PluginLogLine[]) => void;
  #lines: PluginLogLine[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (lines: readonly PluginLogLine[]) => void) {
    this.#send = send;
  }

  add(line: PluginLogLine): void {
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    if (line.level === "error") this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), COLLECT_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#send(this.#lines);
    this.#lines = [];
  }
}
