// oxlint-disable-next-line triple-slash-reference -- it has no types, and an ambient module can't be imported
/// <reference path="./arborist.d.ts" />
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import Arborist, { type ArboristNode } from "@npmcli/arborist";
import { parseSpec } from "./parseSpec.ts";
import type { OwnManifest } from "./OwnManifest.ts";
import type { SlimPackument } from "./SlimPackument.ts";
import type { TreeSource } from "./TreeSource.ts";

/** Any: the cache answers whatever the address. */
const REGISTRY = "https://registry.invalid/";

export interface TreeQuestion {
  readonly root: OwnManifest;
  readonly source: TreeSource;
  /** Names that the host gives in its own version, whatever is asked for. */
  readonly forced: Readonly<Record<string, string>>;
  /** An empty folder of this attempt. */
  readonly dir: string;
}

/**
 * The packages that npm would install for `root`, as npm would nest them. Nothing is read but the source's answers.
 * Rejects with npm's own errors.
 */
export async function buildTree({
  root,
  source,
  forced,
  dir,
}: TreeQuestion): Promise<readonly ArboristNode[]> {
  const project = path.join(dir, "project");
  await mkdir(project);
  await writeFile(
    path.join(project, "package.json"),
    JSON.stringify({
      name: "root",
      version: "0.0.0",
      dependencies: force(root.required, forced),
      optionalDependencies: force(root.optional, forced),
      overrides: forced,
    }),
  );
  const arborist = new Arborist({
    path: project,
    registry: REGISTRY,
    packumentCache: {
      has: () => true,
      get: (key) => read(nameIn(key), source),
      set: () => undefined,
      delete: () => undefined,
    },
    allowGit: "none",
    allowRemote: "none",
    allowFile: "none",
    allowDirectory: "none",
    audit: false,
    // Peers that contradict each other are warned of by npm as well.
    force: true,
    ignoreScripts: true,
  });
  const { inventory } = await arborist.buildIdealTree();
  return [...inventory.values()].filter(
    ({ isProjectRoot, extraneous, inert }) =>
      !isProjectRoot && !extraneous && !inert,
  );
}

/** npm refuses overrides that differ from what the root itself asks for. */
function force(
  ranges: Readonly<Record<string, string>>,
  forced: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => [
      name,
      (parseSpec(name, range).name === name && forced[name]) || range,
    ]),
  );
}

/** What npm calls a package that isn't there, so that it leaves an optional one out. */
async function read(name: string, source: TreeSource): Promise<SlimPackument> {
  try {
    return await source.read(name);
  } catch (cause) {
    const { message } = cause as Error;
    throw Object.assign(new Error(message, { cause }), { code: "E404", name });
  }
}

/** The cache's keys are `full:<registry>/<name>`. */
function nameIn(key: string): string {
  return decodeURIComponent(key.slice(key.indexOf(REGISTRY) + REGISTRY.length));
}
