import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { BuildOutcome } from "@flyloft/builder";
import type { RemoteWorkshop } from "./RemoteWorkshop.ts";

/** A schema as `ConfigSchema.serialize()` of Backstage's config loader writes it. */
interface PackageSchema {
  readonly packageName: string;
  readonly path: string;
  readonly value: unknown;
}

/** What of a `package.json` counts here. */
interface SchemaOwner {
  readonly name: string;
  readonly configSchema?: unknown;
}

interface FoundSchema {
  readonly dir: string;
  /** Undefined where it is written in TypeScript. */
  readonly schema: PackageSchema | undefined;
}

/**
 * Writes the configuration schemas of packages to `outFile`, together, in the form that Backstage's config loader reads.
 * TypeScript is compiled in a process of its own; where all are JSON, none is started and undefined is returned. Where
 * there is none, or the compiler failed, there is no file.
 */
export async function compileSchema(
  dirs: readonly string[],
  outFile: string,
  workshop: RemoteWorkshop,
): Promise<BuildOutcome | undefined> {
  const looked = await Promise.all(dirs.map(findSchema));
  const found = looked.filter((schema) => schema !== undefined);
  if (found.some(({ schema }) => !schema)) {
    const sources = found.map(({ dir }) => dir);
    return workshop.build({ kind: "schema", dirs: sources, outFile });
  }
  if (found.length > 0) {
    const schemas = found.map(({ schema }) => schema);
    const serialized = { schemas, backstageConfigSchemaVersion: 1 };
    await writeFile(outFile, JSON.stringify(serialized));
  }
  return undefined;
}

async function findSchema(dir: string): Promise<FoundSchema | undefined> {
  const { name: packageName, configSchema } = (await readJson(
    path.join(dir, "package.json"),
  )) as SchemaOwner;
  if (typeof configSchema === "object" && configSchema !== null) {
    const file = `${packageName}/package.json`;
    return { dir, schema: { packageName, path: file, value: configSchema } };
  }
  if (typeof configSchema !== "string") return undefined;
  // The package chooses this name; what it leads to is shown to people.
  const inside = path.posix.normalize(`/${configSchema}`).slice(1);
  if (inside !== path.posix.normalize(configSchema)) return undefined;
  if (!inside.endsWith(".json")) return { dir, schema: undefined };
  const value = await readJson(path.join(dir, inside));
  const file = `${packageName}/${inside}`;
  return { dir, schema: { packageName, path: file, value } };
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, "utf8")) as unknown;
}
