import { existsSync } from "node:fs";
import path from "node:path";
import { exportTarget } from "@flyloft/installer/publishing";
import { PublishError } from "../errors.ts";
import { objectOf, type Side, textOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";

/** One module of a package: where it is written, and where its build goes. Relative to the package, without `./`. */
export interface Entry {
  /** `.` or `./alpha` */
  readonly name: string;
  readonly source: string;
  readonly output: string;
}

const CONDITIONS = {
  backend: new Set(["backstage", "node", "require", "import", "default"]),
  frontend: new Set(["backstage", "browser", "import", "default"]),
} as const;
const SOURCE = /\.[cm]?[jt]sx?$/;
const EXTENSIONS = ["ts", "tsx", "mts", "js", "jsx", "mjs"];

/**
 * What is to be built: every module that `exports` (or `main`) promises. A promise below `dist` is made of the file with the
 * same name below `src`; a promise that is a source file itself, as in Backstage's own repositories, goes below `dist`.
 *
 * @throws PublishError `PUBLISH_SOURCE_MISSING`
 */
export function planEntries(folder: PluginFolder, side: Side): Entry[] {
  const promised = listPromised(folder, side);
  const entries = promised.map(([name, target]) =>
    planEntry(folder, { name, target, side }),
  );
  return entries.filter((entry) => entry !== undefined);
}

function listPromised(
  { manifest }: PluginFolder,
  side: Side,
): readonly (readonly [string, string | undefined])[] {
  const { exports } = manifest;
  const map = objectOf(exports);
  const names = Object.keys(map ?? {}).filter(
    (key) => key.startsWith(".") && !key.includes("*"),
  );
  if (map && names.length > 0) {
    return names
      .map((name) => [name, exportTarget(map[name], CONDITIONS[side])] as const)
      .filter(([, target]) => target === undefined || SOURCE.test(target));
  }
  const root = exportTarget(exports, CONDITIONS[side]);
  return [[".", root ?? textOf(manifest["main"])]];
}

interface Promised {
  readonly name: string;
  readonly target: string | undefined;
  readonly side: Side;
}

function planEntry(
  { dir, manifest, text, label }: PluginFolder,
  { name, target, side }: Promised,
): Entry | undefined {
  const promised = target?.replace(/^\.\//, "");
  const stem = name === "." ? "index" : name.slice("./".length);
  const isSource = promised !== undefined && !promised.startsWith("dist/");
  const isTyped = promised !== undefined && /\.tsx?$/.test(promised);
  if (isSource && isTyped && existsSync(path.join(dir, promised))) {
    const output = defaultOutput(stem, side, manifest["type"] === "module");
    return { name, source: promised, output };
  }
  const source = EXTENSIONS.map((extension) => `src/${stem}.${extension}`).find(
    (file) => existsSync(path.join(dir, file)),
  );
  if (source) {
    const output = isSource ? undefined : promised;
    const fallback = defaultOutput(stem, side, manifest["type"] === "module");
    return { name, source, output: output ?? fallback };
  }
  // Written by hand: there is nothing to build.
  if (isSource && existsSync(path.join(dir, promised))) return undefined;
  throw new PublishError(
    "PUBLISH_SOURCE_MISSING",
    `${label}: there is no src/${stem}.ts or .tsx for the export '${name}'`,
    {
      hint: "Write it, or take the export out of the package.json.",
      place: text.placeOf(["exports", name]),
    },
  );
}

function defaultOutput(stem: string, side: Side, isModule: boolean): string {
  if (side === "frontend") return `dist/esm/${stem}.js`;
  return isModule ? `dist/${stem}.js` : `dist/${stem}.cjs.js`;
}
