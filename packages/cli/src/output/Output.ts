import { isFlyloftError, redact } from "@flyloft/plugin-core";
import { exitCodeOf } from "./exitCodeOf.ts";
import { formatError } from "./formatError.ts";
import { Mistake } from "../line/Mistake.ts";
import { type Paint, createPaint } from "./Paint.ts";
import type { Terminal } from "./LiveLines.ts";

export interface OutputOptions {
  readonly isJson: boolean;
  readonly isColourRefused: boolean;
}

/**
 * What a command says. Its answer goes to standard output: text for people, or one JSON document for programs. Progress,
 * questions and remarks go to standard error, and to nobody where a program reads.
 */
export class Output {
  readonly isJson: boolean;
  readonly paint: Paint;
  readonly errorPaint: Paint;

  constructor({ isJson, isColourRefused }: OutputOptions) {
    this.isJson = isJson;
    const paintFor = ({ isTTY }: { isTTY?: boolean }) =>
      createPaint({
        isTTY: Boolean(isTTY),
        env: process.env,
        isRefused: isColourRefused,
      });
    this.paint = paintFor(process.stdout);
    this.errorPaint = paintFor(process.stderr);
  }

  /** The command's answer. Called once. */
  tell(data: unknown, lines: () => readonly string[]): void {
    const text = this.isJson
      ? JSON.stringify(data, null, 2)
      : lines().join("\n");
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** Something on the way, for people. */
  remark(...lines: readonly string[]): void {
    if (this.isJson || lines.length === 0) return;
    process.stderr.write(`${lines.join("\n")}\n`);
  }

  /** Where progress is drawn. */
  get terminal(): Terminal {
    const { stderr } = process;
    return {
      isInteractive: Boolean(stderr.isTTY) && !process.env["CI"],
      columns: stderr.columns || 80,
      write: (text) => void (this.isJson || stderr.write(text)),
    };
  }

  /** Tells what was thrown; gives the exit code. */
  fail(error: unknown): number {
    if (error instanceof Mistake) {
      process.stderr.write(`${error.message}\n`);
    } else if (this.isJson) {
      this.tell({ error: reportOf(error) }, () => []);
    } else {
      const [first = "", ...rest] = formatError(error).split("\n");
      const text = [this.errorPaint.bad(first), ...rest].join("\n");
      process.stderr.write(`${text}\n`);
    }
    return exitCodeOf(error);
  }
}

function reportOf(error: unknown): object {
  if (!isFlyloftError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: "UNEXPECTED", message: redact(message), hint: "Report it." };
  }
  const { code, message, hint, place } = error;
  const fields = "fields" in error ? error.fields : undefined;
  const findings = "findings" in error ? error.findings : undefined;
  return { code, message, hint, place, fields, findings };
}
