import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "../paths.ts";

/** A hash over names and contents of the files that the globs (relative to the root) match. */
export function hashInputs(globs: readonly string[]): string {
  const hash = createHash("sha256");
  const files = globSync([...globs], {
    cwd: root,
    exclude: (name) => name === "node_modules" || name === "dist",
  }).sort();
  for (const file of files) {
    const absolute = path.join(root, file);
    if (!statSync(absolute).isFile()) continue;
    hash.update(`${file}\0`).update(readFileSync(absolute)).update("\0");
  }
  return hash.digest("hex");
}
