import { readFile } from "node:fs/promises";
import path from "node:path";

interface FrontendManifest {
  readonly module?: unknown;
  readonly main?: unknown;
}

/** `export { a, b as c }`, with or without `from`: what bundlers of packages write most. */
const EXPORT_LIST = /\bexport\s*\{([^}]*)\}/g;
const EXPORT_ONE = /\bexport\s+(?:const|let|var|function|class)\s+(\w+)/g;

/** Names that a frontend package's main module exports, as far as its text tells: nothing of it is run. */
export async function listExports(
  dir: string,
  { module, main }: FrontendManifest,
): Promise<readonly string[]> {
  const entry = [module, main].find((file) => typeof file === "string");
  const file = path.join(dir, entry ?? "dist/index.esm.js");
  const text = await readFile(file, "utf8").catch(() => "");
  const listed = matchAll(text, EXPORT_LIST)
    .flatMap((list) => list.split(","))
    .map(
      (name) =>
        name
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? "",
    );
  return [...listed, ...matchAll(text, EXPORT_ONE)].filter(
    (name) => name !== "" && name !== "default",
  );
}

function matchAll(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}
