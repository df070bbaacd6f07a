import { accessSync, constants, globSync } from "node:fs";
import path from "node:path";

/**
 * The newest executable among the paths that match `patterns` (globs, or bare names looked up in PATH). Throws, and
 * names the Debian package to install, where there is none: a test that can't start its service must not look green.
 */
export function findBinary(
  debianPackage: string,
  ...patterns: readonly string[]
): string {
  const found = patterns
    .flatMap((pattern) => candidates(pattern))
    .find((file) => isExecutable(file));
  if (found) return found;
  throw new Error(
    `${patterns.join(" or ")} is not on this machine. Install the Debian package '${debianPackage}': apt-get install ${debianPackage}`,
  );
}

function candidates(pattern: string): string[] {
  if (pattern.includes("/")) {
    const byVersion = new Intl.Collator("en", { numeric: true });
    return globSync(pattern).sort((a, b) => byVersion.compare(b, a));
  }
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, pattern));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
