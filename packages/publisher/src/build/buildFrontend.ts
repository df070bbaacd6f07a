import { existsSync, globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  type BuildOutcome,
  type RemoteRequest,
  runBuild,
} from "@flyloft/builder";
import type { BuildProblem as BuilderProblem } from "@flyloft/builder";
import { SHARED_MODULES } from "@flyloft/plugin-core";
import { rangesOf } from "../source/Manifest.ts";
import type { PluginFolder } from "../source/readPluginFolder.ts";
import { type BuildProblem, buildError } from "./buildError.ts";
import { bundle } from "./bundle.ts";
import type { Entry } from "./planEntries.ts";

const LIMITS = { memory: 4 * 1024 ** 3, timeMs: 300_000 };

/**
 * Builds the federated remote, and ES modules for portals that compile plugins in. The remote comes first: it empties
 * `dist`. Answers what may fail when it runs.
 */
export async function buildFrontend(
  folder: PluginFolder,
  entries: readonly Entry[],
  signal: AbortSignal | undefined,
): Promise<readonly BuildProblem[]> {
  const { dir, label } = folder;
  const request = remoteRequest(folder, entries, path.join(dir, "dist"));
  const outcome = await runBuild(
    { kind: "remote", ...request },
    LIMITS,
    signal,
  );
  if (outcome.status !== "built") throw buildError(label, problemsOf(outcome));
  await buildModules(folder, entries);
  return outcome.warnings.map(toProblem);
}

/** What the builder is asked for a folder's remote. */
export function remoteRequest(
  folder: PluginFolder,
  entries: readonly Entry[],
  outDir: string,
): Omit<RemoteRequest, "kind"> {
  const { dir } = folder;
  return {
    dir,
    outDir,
    entries: Object.fromEntries(
      entries.map(({ name, source }) => [name, `./${source}`]),
    ),
    shared: listShares(folder),
    hostModules: undefined,
    hoisted: {},
    roots: listRoots(dir),
  };
}

function problemsOf(
  outcome: Exclude<BuildOutcome, { status: "built" }>,
): readonly BuildProblem[] {
  switch (outcome.status) {
    case "failed":
      return outcome.problems.map(toProblem);
    case "exceeded":
      return [{ message: `it takes more ${outcome.limit} than it may` }];
    case "crashed":
      return [{ message: `the builder ended (${outcome.detail})` }];
  }
}

/** As the builder tells it, with its place in one. */
export function toProblem({
  file,
  line,
  message,
}: BuilderProblem): BuildProblem {
  return { message, ...(file !== undefined && { place: { file, line } }) };
}

function listShares({ manifest }: PluginFolder) {
  const ranges = {
    ...rangesOf(manifest["peerDependencies"]),
    ...rangesOf(manifest["dependencies"]),
  };
  return SHARED_MODULES.map(({ name }) => {
    const owner = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;
    const isSpare = !GIVEN_BY_ALL.has(name);
    return { name, range: ranges[owner], isOwn: false, isSpare };
  });
}

/**
 * What Backstage's own builder leaves out of remotes, too (`@backstage/module-federation-common`), so that every host
 * gives it. A remote that relied on more would run in this portal alone.
 */
const GIVEN_BY_ALL = new Set([
  "react",
  "react-dom",
  "react-router",
  "react-router-dom",
]);

/** A workspace may have its modules in folders further up, and links to its other packages there. */
function listRoots(dir: string): readonly string[] {
  const roots: string[] = [];
  for (let at = dir; ; at = path.dirname(at)) {
    const modules = path.join(at, "node_modules");
    if (existsSync(modules)) roots.push(modules, at);
    if (path.dirname(at) === at) return roots;
  }
}

async function buildModules(
  { dir, label }: PluginFolder,
  entries: readonly Entry[],
): Promise<void> {
  await bundle(label, {
    absWorkingDir: dir,
    entryPoints: entries.map(({ source, output }) => ({
      in: source,
      out: output.replace(/\.[cm]?js$/, ""),
    })),
    outdir: dir,
    chunkNames: "dist/esm/chunk-[hash]",
    assetNames: "dist/esm/[name]-[hash]",
    packages: "external",
    format: "esm",
    splitting: true,
    platform: "browser",
    target: "es2022",
    loader: ASSETS,
  });
  await importStyles(dir, entries);
}

const ASSETS = {
  ".svg": "file",
  ".png": "file",
  ".jpg": "file",
  ".gif": "file",
  ".webp": "file",
  ".woff2": "file",
  ".md": "text",
} as const;

/** esbuild writes styles beside the code, and nothing that brings them. */
async function importStyles(dir: string, entries: readonly Entry[]) {
  for (const { output } of entries) {
    const styles = output.replace(/\.[cm]?js$/, ".css");
    if (globSync(styles, { cwd: dir }).length === 0) continue;
    const file = path.join(dir, output);
    const code = await readFile(file, "utf8");
    await writeFile(file, `import "./${path.basename(styles)}";\n${code}`);
  }
}
