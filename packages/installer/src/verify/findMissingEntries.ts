import { exportTarget } from "./exportTarget.ts";
import type { PackageJson } from "./packageJsonSchema.ts";

const CONDITIONS = [
  new Set(["node", "require", "default"]),
  new Set(["node", "import", "default"]),
];

/** Files that `main` and the `.` of `exports` promise to `require` and `import`, and that aren't in the package. */
export function findMissingEntries(
  { main, exports }: Pick<PackageJson, "main" | "exports">,
  paths: ReadonlySet<string>,
): readonly string[] {
  const root = rootExport(exports);
  if (root === undefined) {
    const entry = main ?? "index.js";
    return resolvesAsMain(entry, paths) ? [] : [entry];
  }
  const targets = CONDITIONS.map((conditions) =>
    exportTarget(root, conditions),
  );
  const promised = new Set(targets.filter((entry) => entry !== undefined));
  return [...promised].filter((entry) => !paths.has(normalise(entry)));
}

function rootExport(exports: unknown): unknown {
  if (exports === undefined || exports === null) return undefined;
  if (typeof exports !== "object" || Array.isArray(exports)) return exports;
  const keys = Object.keys(exports);
  const hasSubpaths = keys.some((key) => key.startsWith("."));
  return hasSubpaths ? (exports as Record<string, unknown>)["."] : exports;
}

/** `require` tries extensions and `index.js` for `main`. */
function resolvesAsMain(main: string, paths: ReadonlySet<string>): boolean {
  const path = normalise(main);
  const suffixes = ["", ".js", ".json", ".node", "/index.js", "/index.json"];
  return suffixes.some((suffix) => paths.has(normalise(`${path}${suffix}`)));
}

function normalise(path: string): string {
  return path.replace(/^\.?\//, "").replace(/\/+$/, "");
}
