import path from "node:path";
import { LENT_PACKAGES } from "@flyloft/plugin-core";
import { objectOf, rangesOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";
import { bundle } from "./bundle.ts";
import type { Entry } from "./planEntries.ts";

const NODE = "node22.18";
/** CommonJS inside of ES modules asks for Node's own modules with `require`. */
const REQUIRE =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/**
 * Bundles a backend's modules. What portals lend (`@backstage/*` and a few more) stays an import, and so do peers,
 * optional and bundled dependencies; all else becomes part of the code, so that nothing has to be installed beside it.
 * Answers the names of dependencies that did. `outDir` is in place of the package's root.
 */
export async function buildBackend(
  folder: PluginFolder,
  entries: readonly Entry[],
  outDir = folder.dir,
): Promise<readonly string[]> {
  const { dir, manifest, label } = folder;
  const isModule = manifest["type"] === "module";
  const imported = await bundle(label, {
    absWorkingDir: dir,
    entryPoints: entries.map(({ source, output }) => ({
      in: source,
      out: output.replace(/\.[cm]?js$/, ""),
    })),
    outdir: outDir,
    outExtension: { ".js": extensionOf(entries) },
    external: listExternal(folder),
    format: isModule ? "esm" : "cjs",
    ...(isModule && { banner: { js: REQUIRE } }),
    platform: "node",
    target: NODE,
    sourcemap: "linked",
    // A path of the publisher's machine is nobody's business.
    sourcesContent: false,
    sourceRoot: "",
    keepNames: true,
  });
  const dependencies = Object.keys(rangesOf(manifest["dependencies"]));
  const within = new Set([...imported].map(packageOf));
  return dependencies.filter((name) => within.has(name));
}

/** `zod` for `zod/v4`. */
function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

function extensionOf(entries: readonly Entry[]): string {
  const [first] = entries;
  return first ? path.extname(first.output) : ".js";
}

function listExternal({ manifest }: PluginFolder): string[] {
  const { bundledDependencies, bundleDependencies } = manifest;
  const bundled = bundledDependencies ?? bundleDependencies;
  return [
    "@backstage/*",
    ...LENT_PACKAGES,
    ...Object.keys(objectOf(manifest["peerDependencies"]) ?? {}),
    ...Object.keys(objectOf(manifest["optionalDependencies"]) ?? {}),
    ...(Array.isArray(bundled) ? bundled.filter(isText) : []),
  ];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
