import { getEnvironmentData } from "node:worker_threads";
import type { AppConfig } from "@backstage/config";
import {
  type ConfigSchema,
  type LoadConfigSchemaOptions,
  loadConfigSchema as loadUpstream,
} from "@backstage/config-loader";
import type { JsonObject, JsonValue } from "@backstage/types";
import { SECRETS_KEY } from "./standIns.ts";

/** In place of `@backstage/config-loader` where a plugin asks for it: see `standIns.ts`. */
export * from "@backstage/config-loader";

type ProcessOptions = Parameters<ConfigSchema["process"]>[1];

/**
 * The schema of the portal, where a plugin asks for that of the app that it runs in: its dependencies don't lie where
 * upstream looks, and a secret that no schema names would be shown. What is secret the supervisor has found out already.
 */
export async function loadConfigSchema(
  options: LoadConfigSchemaOptions,
): Promise<ConfigSchema> {
  if (!("dependencies" in options)) return loadUpstream(options);
  const known = getEnvironmentData(SECRETS_KEY) as readonly string[];
  const secrets = new Set(known);
  return {
    process: (configs, given) =>
      configs.map((config) => hideSecrets(config, secrets, given)),
    serialize: () => ({ schemas: [], backstageConfigSchemaVersion: 1 }),
  };
}

function hideSecrets(
  { data, context }: AppConfig,
  secrets: ReadonlySet<string>,
  { visibility: shown, valueTransform }: ProcessOptions = {},
): AppConfig {
  const visit = (value: JsonValue, path: string): JsonValue | undefined => {
    if (Array.isArray(value)) {
      return value
        .map((each, index) => visit(each, `${path}[${index}]`))
        .filter((each) => each !== undefined);
    }
    if (typeof value === "object" && value !== null) {
      return visitObject(value, path);
    }
    const visibility = secrets.has(String(value)) ? "secret" : "backend";
    if (shown && !shown.includes(visibility)) return undefined;
    if (!valueTransform || value === null) return value;
    return valueTransform(value, { visibility, path }) as JsonValue | undefined;
  };
  const visitObject = (object: JsonObject, path: string): JsonObject =>
    Object.fromEntries(
      Object.entries(object).flatMap(([key, value]) => {
        const at = path === "" ? key : `${path}.${key}`;
        const seen = value === undefined ? undefined : visit(value, at);
        return seen === undefined ? [] : [[key, seen]];
      }),
    );
  return { context, data: visitObject(data, "") };
}
