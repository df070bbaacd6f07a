import type { StatsError } from "@rspack/core";
import type { BuildProblem } from "./BuildOutcome.ts";
import type { BuiltPackage } from "./readBuiltPackage.ts";

const MOST = 20;

/**
 * rspack's errors in one line each, at most 20. Neither paths of this machine nor the lines of source that rspack quotes
 * are told: a file from outside the package may be quoted, and the report reaches pages and logs.
 */
export function describeProblems(
  errors: readonly StatsError[],
  built: BuiltPackage,
): readonly BuildProblem[] {
  const problems = errors.map(({ message, moduleIdentifier, loc }) => ({
    file: readable(moduleIdentifier?.split(/[|!]/).at(-1), built),
    message: oneLine(message, built),
    ...lineOf(message, loc),
  }));
  return problems.slice(0, MOST);
}

/** From rspack's location, `12:5-20`, or from the head of the frame that quotes the source, `[12:5]`. */
function lineOf(message: string, loc: string | undefined) {
  const told =
    /^(\d+):/.exec(loc ?? "") ??
    /[╭,]─?\[(?:[^\]]*:)?(\d+):\d+\]/u.exec(message);
  return told ? { line: Number(told[1]) } : {};
}

/** Without the frame that quotes the source, the stack and the drawn lines between them. */
function oneLine(message: string, built: BuiltPackage): string {
  const lines = message
    .split("\n")
    .map((line) => line.replace(/^[\s│╰╭─▶×⚠]+/u, "").trim())
    .filter((line) => line !== "" && !isQuoted(line));
  const help = lines.findIndex((line) => line.startsWith("help:"));
  return lines
    .slice(0, help === -1 ? undefined : help)
    .join(" ")
    .replace(/^Error: /, "")
    .replace(/^Module build failed \(from [^)]*\): */, "")
    .replaceAll(/(?:\/[^\s/'":]+){2,}/g, (file) => readable(file, built) ?? "");
}

function isQuoted(line: string): boolean {
  return /^(?:\d+ │|·|\[\d+:\d+\]|╰|at )/u.test(line);
}

/** A path as the package's author knows it: in the package, or the name of another package and what follows. */
function readable(
  file: string | undefined,
  { dir }: BuiltPackage,
): string | undefined {
  if (file?.startsWith(`${dir}/`)) return file.slice(dir.length + 1);
  return file?.replace(/^.*\/node_modules\//, "");
}
