import { readFile } from "node:fs/promises";
import path from "node:path";
import type { JsonObject } from "@backstage/types";
import type { GenerationPlugin } from "../Generation.ts";

/** What one package says about configuration, as JSON Schema with Backstage's keywords. */
export interface PackageSchema {
  readonly packageName: string;
  /** Where the package has it, for messages. */
  readonly path: string;
  readonly value: JsonObject;
}

/** What a plugin of the generation brings: schemas of its own, and of what it depends on. */
export interface PluginSchemas {
  /** The plugin's package. */
  readonly plugin: string;
  /** Whose configuration it is; packages of one plugin share it. */
  readonly pluginId: string;
  readonly schemas: readonly PackageSchema[];
  /** Why a schema that it names can't be read. */
  readonly problem: string | undefined;
}

/** A schema is a description; one of this size is an attempt at something else. */
const LARGEST_BYTES = 2 * 1024 ** 2;

/** Those of the portal's own packages: a file that its build makes. */
export async function readHostSchemas(
  file: string,
): Promise<readonly PackageSchema[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  return (JSON.parse(text) as { schemas: PackageSchema[] }).schemas;
}

/** Of the plugins that have one. Never rejects. */
export async function readPluginSchemas(
  plugins: readonly GenerationPlugin[],
): Promise<readonly PluginSchemas[]> {
  const found = await Promise.all(plugins.map(readOne));
  return found.filter((schemas) => schemas !== undefined);
}

async function readOne({
  dir,
  facts,
}: GenerationPlugin): Promise<PluginSchemas | undefined> {
  const schema = facts?.configSchema;
  if (!dir || !facts || schema === undefined) return undefined;
  const { name } = facts;
  const owner = { plugin: name, pluginId: facts.pluginId ?? name };
  try {
    const { file, value } =
      typeof schema === "string"
        ? { file: schema, value: await readJson(path.join(dir, schema)) }
        : { file: "package.json", value: schema };
    return { ...owner, schemas: unpack(value, name, file), problem: undefined };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...owner, schemas: [], problem };
  }
}

async function readJson(file: string): Promise<unknown> {
  if (!file.endsWith(".json")) throw new Error(`${file} is no JSON file`);
  const text = await readFile(file, "utf8");
  if (text.length > LARGEST_BYTES) {
    throw new Error(`${file} has more than ${LARGEST_BYTES / 1024 ** 2} MB`);
  }
  return JSON.parse(text);
}

/** A schema, or several as Backstage's tools write them into one file. */
function unpack(value: unknown, name: string, file: string): PackageSchema[] {
  if (!isObject(value)) throw new Error("it is no JSON object");
  const { schemas } = value;
  if (value["backstageConfigSchemaVersion"] === undefined) {
    return [{ packageName: name, path: file, value: value as JsonObject }];
  }
  if (!Array.isArray(schemas)) throw new Error("it holds no list of schemas");
  return schemas.filter(isObject).flatMap((each) =>
    isObject(each["value"])
      ? [
          {
            packageName: String(each["packageName"] ?? name),
            path: String(each["path"] ?? file),
            value: each["value"] as JsonObject,
          },
        ]
      : [],
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
