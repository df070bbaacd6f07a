import { readFile } from "node:fs/promises";
import path from "node:path";
import { type AppConfig, ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import type { GenerationPlugin } from "./Generation.ts";
import type { VisibilityMessage } from "./messages.ts";

interface PackageSchema {
  readonly value: JsonObject;
  readonly path: string;
  readonly packageName: string;
}

/** A value shorter than this would black out ordinary words in the log. */
const SHORTEST_SECRET = 6;

/** The one key that reaches browsers without a schema of its own: the format of Red Hat's dynamic plugins. */
const DYNAMIC_PLUGINS: PackageSchema = {
  packageName: "@flyloft/backend",
  path: "dynamicPlugins",
  value: {
    type: "object",
    properties: {
      dynamicPlugins: {
        type: "object",
        properties: {
          frontend: { type: "object", deepVisibility: "frontend" },
        },
      },
    },
  },
};

/**
 * What browsers may see of the configuration, and which values are secrets, as the schemas of the portal's own packages
 * and of the installed plugins say. A key that no schema gives to the frontend stays here.
 */
export async function readVisibility(
  configs: readonly AppConfig[],
  plugins: readonly GenerationPlugin[],
  schemaFile: string,
): Promise<VisibilityMessage> {
  const { loadConfigSchema } = await import("@backstage/config-loader");
  const schemas = [
    ...(await readHostSchemas(schemaFile)),
    ...(await readPluginSchemas(plugins)),
    DYNAMIC_PLUGINS,
  ];
  const schema = await loadConfigSchema({
    serialized: {
      schemas,
      backstageConfigSchemaVersion: 1,
    } as unknown as JsonObject,
  });
  const filter = (visibility: "frontend" | "secret") =>
    ConfigReader.fromConfigs(
      schema.process([...configs], {
        visibility: [visibility],
        ignoreSchemaErrors: true,
        withDeprecatedKeys: false,
      }),
    ).getOptional<JsonObject>() ?? {};
  return {
    type: "visibility",
    frontendConfig: filter("frontend"),
    secrets: [...stringsIn(filter("secret"))],
  };
}

async function readHostSchemas(file: string): Promise<PackageSchema[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  return (JSON.parse(text) as { schemas: PackageSchema[] }).schemas;
}

async function readPluginSchemas(
  plugins: readonly GenerationPlugin[],
): Promise<PackageSchema[]> {
  const found = await Promise.all(plugins.map(readPluginSchema));
  return found.filter((schema) => schema !== undefined);
}

async function readPluginSchema({
  dir,
  facts,
}: GenerationPlugin): Promise<PackageSchema | undefined> {
  const schema = facts?.configSchema;
  if (!dir || !facts || schema === undefined) return undefined;
  if (typeof schema !== "string") {
    return {
      value: schema as JsonObject,
      path: "package.json",
      packageName: facts.name,
    };
  }
  if (!schema.endsWith(".json")) return undefined;
  const text = await readFile(path.join(dir, schema), "utf8").catch(
    () => undefined,
  );
  return text === undefined
    ? undefined
    : {
        value: JSON.parse(text) as JsonObject,
        path: schema,
        packageName: facts.name,
      };
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === "string" && value.length >= SHORTEST_SECRET) yield value;
  if (typeof value !== "object" || value === null) return;
  for (const child of Object.values(value)) yield* stringsIn(child);
}
