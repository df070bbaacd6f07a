import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** A file to import, and how. */
export interface PackageEntry {
  readonly file: string;
  readonly format: "commonjs" | "module";
}

interface PackageJson {
  readonly type?: unknown;
  readonly main?: unknown;
  readonly exports?: unknown;
}

const CONDITIONS = new Set([
  "node",
  "require",
  "module-sync",
  "import",
  "default",
]);

/**
 * The entry file of a package's `.` or `./alpha`, as Node would choose it for either module system; undefined where the
 * package has none. https://nodejs.org/api/packages.html#package-entry-points
 */
export function findEntry(
  dir: string,
  subpath: "." | "./alpha",
): PackageEntry | undefined {
  const json = JSON.parse(
    readFileSync(path.join(dir, "package.json"), "utf8"),
  ) as PackageJson;
  const target = candidates(json, subpath)
    .map((candidate) => path.resolve(dir, candidate))
    .find((file) => isInside(dir, file) && existsSync(file));
  return target ? { file: target, format: formatOf(target, json) } : undefined;
}

function candidates(json: PackageJson, subpath: "." | "./alpha"): string[] {
  const exported = exportTarget(json.exports, subpath);
  if (exported) return [exported];
  if (subpath === "./alpha") return ["dist/alpha.cjs.js", "alpha/index.js"];
  const main = typeof json.main === "string" ? json.main : "index.js";
  return [main, `${main}.js`, path.join(main, "index.js")];
}

function exportTarget(exports: unknown, subpath: string): string | undefined {
  if (typeof exports === "string" || Array.isArray(exports)) {
    return subpath === "." ? choose(exports) : undefined;
  }
  if (typeof exports !== "object" || exports === null) return undefined;
  const map = exports as Readonly<Record<string, unknown>>;
  const hasSubpaths = Object.keys(map).some((key) => key.startsWith("."));
  if (hasSubpaths) return choose(map[subpath]);
  return subpath === "." ? choose(map) : undefined;
}

/** The first target whose conditions hold, in the order of the file. */
function choose(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (Array.isArray(target)) {
    return target.map(choose).find((choice) => choice !== undefined);
  }
  if (typeof target !== "object" || target === null) return undefined;
  return Object.entries(target)
    .filter(([condition]) => CONDITIONS.has(condition))
    .map(([, nested]) => choose(nested))
    .find((choice) => choice !== undefined);
}

function formatOf(file: string, json: PackageJson): PackageEntry["format"] {
  if (file.endsWith(".mjs")) return "module";
  if (file.endsWith(".cjs")) return "commonjs";
  return json.type === "module" ? "module" : "commonjs";
}

function isInside(dir: string, file: string): boolean {
  return file.startsWith(dir + path.sep);
}
