import { appendFileSync, readFileSync } from "node:fs";
import type { ErrorReport } from "@flyloft/plugin-core";
import { replaceFile } from "./replaceFile.ts";

/** One line of the history: what became of a generation. */
export interface HistoryLine {
  readonly number: number;
  readonly event: "active" | "rejected" | "crashed";
  /** ISO 8601. */
  readonly at: string;
  /** What asked for it, e.g. `app-config.yaml`. */
  readonly cause: string;
  readonly reason?: ErrorReport;
}

/** Lines that are kept, and how many more there may be before old ones are taken out. */
const KEPT_LINES = 200;
const SLACK_LINES = 300;

/**
 * What became of the generations of a portal, as JSON lines in a file. To write it down never fails: a portal whose disk
 * is full goes on, and the lines wait in memory until there is room.
 */
export class History {
  readonly #file: string;
  #waiting: readonly HistoryLine[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Oldest first. */
  get lines(): readonly HistoryLine[] {
    return [...parseLines(this.#text()), ...this.#waiting];
  }

  add(line: Omit<HistoryLine, "at">): void {
    const full = { ...line, at: new Date().toISOString() };
    const waiting = [...this.#waiting, full];
    try {
      this.#write(waiting);
      this.#waiting = [];
    } catch {
      this.#waiting = waiting.slice(-KEPT_LINES);
    }
  }

  #write(added: readonly HistoryLine[]): void {
    const text = this.#text();
    const lines = parseLines(text);
    if (lines.length < KEPT_LINES + SLACK_LINES) {
      // A line that was left half written must not take the next one with it.
      const start = text === "" || text.endsWith("\n") ? "" : "\n";
      appendFileSync(this.#file, start + format(added), { mode: 0o600 });
      return;
    }
    replaceFile(this.#file, format([...lines, ...added].slice(-KEPT_LINES)));
  }

  #text(): string {
    try {
      return readFileSync(this.#file, "utf8");
    } catch {
      return "";
    }
  }
}

function format(lines: readonly HistoryLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** A line that a killed process left half written is no line. */
function parseLines(text: string): HistoryLine[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line ? [JSON.parse(line) as HistoryLine] : [];
    } catch {
      return [];
    }
  });
}
