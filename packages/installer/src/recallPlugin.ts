import { existsSync } from "node:fs";
import path from "node:path";
import type { PluginRequest } from "./config/PluginRequest.ts";
import type { Run } from "./createRun.ts";
import { SCHEMA_FILE } from "./dependencies/schemaFile.ts";
import type { LockEntry } from "./lock/LockEntry.ts";
import { remoteKey } from "./remote/remoteKey.ts";
import type { StoredPackage } from "./store/StoredPackage.ts";

export interface DisabledPlugin {
  readonly request: PluginRequest;
  /** What the lockfile and the store know of it, complete where it once was. */
  readonly stored: RecalledPackage | undefined;
}

export interface RecalledPackage extends StoredPackage {
  /** As of an installed plugin. */
  readonly treeFile?: string | undefined;
  readonly madeOf?: string | undefined;
}

/** A plugin that isn't wanted now. No registry is asked, nothing is brought, and nothing is reason to fail. */
export async function recallPlugin(
  request: PluginRequest,
  run: Run,
): Promise<DisabledPlugin> {
  const entry = run.lock.get(request.text);
  const stored = await find(entry, run).catch(() => undefined);
  return { request, stored };
}

async function find(
  entry: LockEntry | undefined,
  run: Run,
): Promise<RecalledPackage | undefined> {
  const found = entry && (await run.store.find(entry.digest));
  if (!found || found.tree !== entry.tree) return undefined;
  if (entry.dependencies === undefined) return found;
  switch (found.facts.completion.kind) {
    case "none":
      return found;
    case "link":
      return findLinked(found, entry.dependencies, run);
    case "remote":
      return findBuilt(found, entry.dependencies, run);
  }
}

async function findLinked(
  found: StoredPackage,
  tree: string,
  { dependencies: { links } }: Run,
): Promise<RecalledPackage> {
  const key = { package: found.tree, tree };
  const linked = await links.findTree(key);
  if (!linked) return found;
  const dir = path.join(links.root, linked.dir);
  const schema = path.join(links.folderOf(dir), SCHEMA_FILE);
  const { facts } = found;
  return {
    ...found,
    dir,
    treeFile: links.treeFile(key),
    facts: existsSync(schema)
      ? { ...facts, configSchema: path.relative(dir, schema) }
      : facts,
  };
}

async function findBuilt(
  found: StoredPackage,
  dependencies: string,
  { store, options: { host } }: Run,
): Promise<RecalledPackage> {
  const key = remoteKey({ tree: found.tree, dependencies, host });
  const built = await store.find(`remote:${key}`);
  if (!built) return found;
  const { parts, frontend, completion, configSchema } = built.facts;
  const facts = { ...found.facts, parts, frontend, completion, configSchema };
  return {
    ...found,
    facts,
    dir: built.dir,
    tree: built.tree,
    madeOf: found.tree,
  };
}
