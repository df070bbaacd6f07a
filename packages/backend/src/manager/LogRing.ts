import type { LogLine } from "@flyloft/management";
import type { PluginLogLine } from "../compose/PortalLogger.ts";

const LINES_PER_PLUGIN = 500;
/** Characters of all lines. */
const SIZE_LIMIT = 8_000_000;
const LONGEST_LINE = 20_000;

/** The newest log lines of each plugin. What they take in all is bounded: the plugin that has most gives way. */
export class LogRing {
  readonly #lines = new Map<string, LogLine[]>();
  #size = 0;

  add({ owner, ...line }: PluginLogLine): void {
    const lines = this.#lines.get(owner) ?? [];
    this.#lines.set(owner, lines);
    const kept = shorten(line);
    lines.push(kept);
    this.#size += sizeOf(kept);
    if (lines.length > LINES_PER_PLUGIN) this.#drop(lines);
    while (this.#size > SIZE_LIMIT) this.#drop(this.#longest());
  }

  /** The newest ones of several owners, oldest first. */
  read(owners: readonly string[], limit: number): readonly LogLine[] {
    return owners
      .flatMap((owner) => this.#lines.get(owner) ?? [])
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .slice(-limit);
  }

  #drop(lines: LogLine[]): void {
    const dropped = lines.shift();
    if (dropped) this.#size -= sizeOf(dropped);
  }

  #longest(): LogLine[] {
    return [...this.#lines.values()].reduce((most, lines) =>
      lines.length > most.length ? lines : most,
    );
  }
}

function shorten({ message, stack, ...line }: LogLine): LogLine {
  return {
    ...line,
    message: message.slice(0, LONGEST_LINE),
    ...(stack !== undefined && { stack: stack.slice(0, LONGEST_LINE) }),
  };
}

function sizeOf({ message, stack = "" }: LogLine): number {
  return message.length + stack.length;
}
