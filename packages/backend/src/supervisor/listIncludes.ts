import { readFileSync } from "node:fs";
import path from "node:path";

const INCLUDE = /\$(?:include|file)["']?\s*:\s*["']?([^"'#\s}]+)/g;

/**
 * The files, and those that they name with `$include` and `$file`. Found by their form: a file in the middle of an edit
 * may be no YAML, and is watched all the same. Absolute.
 */
export function listIncludes(files: readonly string[]): readonly string[] {
  const found = new Set(files);
  for (const file of found) {
    for (const [, target] of readText(file).matchAll(INCLUDE)) {
      if (target) found.add(path.resolve(path.dirname(file), target));
    }
  }
  return [...found];
}

/** What can't be read includes nothing. Secrets in `$file` hold no includes either. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
