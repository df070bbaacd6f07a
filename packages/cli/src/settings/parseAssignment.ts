import { readFileSync } from "node:fs";
import { CommandError } from "../errors.ts";
import { Mistake } from "../line/Mistake.ts";
import { type KeyPath, parseKey } from "./keyPath.ts";

export interface Assignment {
  readonly path: KeyPath;
  readonly text: string;
  /** It stood on the command line, where others may see it. */
  readonly isOpen: boolean;
}

/** Reads `key=value`, with what `@-`, `@file` and `@env:NAME` stand for. */
export function parseAssignment(given: string): Assignment {
  const at = given.indexOf("=");
  if (at < 1) throw new Mistake(`'${given}' is not understood: key=value.`);
  const path = parseKey(given.slice(0, at));
  const value = given.slice(at + 1);
  if (!value.startsWith("@")) return { path, text: value, isOpen: true };
  const source = value.slice(1);
  return source.startsWith("@")
    ? { path, text: source, isOpen: true }
    : { path, text: readSource(source), isOpen: false };
}

/** Without the newline at the end, which editors and `echo` add. */
function readSource(source: string): string {
  const [, variable] = /^env:(.+)$/.exec(source) ?? [];
  if (variable !== undefined) {
    const value = process.env[variable];
    if (value !== undefined) return value;
    throw unreadable(`The variable ${variable} is not set.`);
  }
  try {
    const STANDARD_INPUT = 0;
    return readFileSync(
      source === "-" ? STANDARD_INPUT : source,
      "utf8",
    ).replace(/\r?\n$/, "");
  } catch (cause) {
    throw unreadable(`${source} can't be read: ${(cause as Error).message}`);
  }
}

function unreadable(message: string): CommandError {
  return new CommandError("COMMAND_FILE_UNREADABLE", message, {
    hint: "@file names a file, @- is standard input, @env:NAME a variable, @@ begins a value with @.",
  });
}
