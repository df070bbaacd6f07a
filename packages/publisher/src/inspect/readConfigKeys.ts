import { readFile } from "node:fs/promises";
import path from "node:path";
import type { InspectedPackage } from "@flyloft/installer/publishing";
import { compileSchema } from "../build/buildSchema.ts";
import { type Manifest, objectOf } from "../source/Manifest.ts";
import { type ConfigKey, listConfigKeys } from "./listConfigKeys.ts";

/** What a package can be configured with; nothing where its schema can't be used. */
export async function readConfigKeys(
  found: Pick<InspectedPackage, "dir" | "packageJson" | "facts">,
): Promise<readonly ConfigKey[]> {
  const schemas = await readSchemas(found);
  return schemas.flatMap((schema) => listConfigKeys(schema));
}

async function readSchemas({
  dir,
  packageJson,
  facts,
}: Pick<InspectedPackage, "dir" | "packageJson" | "facts">): Promise<
  readonly Manifest[]
> {
  const { configSchema } = facts;
  if (typeof configSchema === "string" && configSchema.endsWith(".json")) {
    return unpack(await readJson(path.join(dir, configSchema)));
  }
  const compiled = await compileSchema({
    dir,
    manifest: objectOf(packageJson) ?? {},
  });
  return compiled.kind === "schema" ? [compiled.schema] : [];
}

/** A schema, or several as Backstage's tools write them into one file. */
function unpack(written: unknown): readonly Manifest[] {
  const schema = objectOf(written) ?? {};
  if (schema["backstageConfigSchemaVersion"] === undefined) return [schema];
  const { schemas } = schema;
  return (Array.isArray(schemas) ? schemas : [])
    .map((one) => objectOf(objectOf(one)?.["value"]))
    .filter((value) => value !== undefined);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}
