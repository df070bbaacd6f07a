import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import type { Run } from "../createRun.ts";
import type { InstalledPlugin } from "../install/InstalledPlugin.ts";
import { compileSchema } from "../remote/compileSchema.ts";
import type { HostPackages, LinkedPackage } from "./DependencyTree.ts";
import { isSelfContained, linkPackage } from "./linkPackage.ts";
import { SCHEMA_FILE } from "./schemaFile.ts";

export interface CompletedBackend {
  readonly completed: InstalledPlugin;
  /** What it and its dependencies take from the host; undefined where nothing had to be brought. */
  readonly fromHost: HostPackages | undefined;
}

/** A backend beside its dependencies, with the schema of the configuration that it and they take. */
export async function completeBackend(
  installed: InstalledPlugin,
  run: Run,
): Promise<CompletedBackend> {
  const { configSchema: own } = installed.facts;
  const isCompiled = typeof own !== "string" || own.endsWith(".json");
  if (isCompiled && (await isSelfContained(installed, run))) {
    return { completed: installed, fromHost: undefined };
  }
  const linked = await linkPackage(installed, "backend", run);
  const { id, dir, host, treeFile } = linked;
  const configSchema = await provideSchema(installed, linked, run);
  const facts = { ...installed.facts, configSchema };
  const completed = { ...installed, facts, dir, treeFile, dependencies: id };
  return { completed, fromHost: host };
}

/** Relative to the package's root. What can't be compiled is left out: then nothing is known of its configuration. */
async function provideSchema(
  { facts }: InstalledPlugin,
  { dir, configured }: LinkedPackage,
  { dependencies: { links, stagingDir }, workshop }: Run,
): Promise<InstalledPlugin["facts"]["configSchema"]> {
  if (configured.length === 0) return facts.configSchema;
  const file = path.join(links.folderOf(dir), SCHEMA_FILE);
  if (!existsSync(file)) {
    const staged = path.join(await stagingDir(), SCHEMA_FILE);
    await compileSchema(configured, staged, workshop);
    if (!existsSync(staged)) return facts.configSchema;
    await rename(staged, file);
  }
  return path.relative(dir, file);
}
