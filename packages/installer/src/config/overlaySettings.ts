import { stringify } from "yaml";
import { OVERLAY_FILE } from "./DesiredPlugin.ts";
import type { JsonObject, JsonValue, PluginRequest } from "./PluginRequest.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Configured = Pick<PluginRequest, "pluginConfig" | "configLeaves">;

/** Lays settings over a configuration, leaf by leaf. What is left of the file's keeps its lines. */
export function overlaySettings(
  { pluginConfig, configLeaves = [], place }: Configured & Located,
  settings: JsonObject,
  env: Env,
): Configured {
  const made = listSettings(settings);
  const kept = configLeaves.filter(
    ({ path }) => !made.some((leaf) => isReplaced(path, leaf)),
  );
  const leaves = made.filter(
    (leaf) => !leaf.isEmpty || !kept.some(({ path }) => isBelow(path, leaf)),
  );
  return {
    pluginConfig: leaves.reduce(
      (config, { path, value }) => write(config, path, fill(value, env)),
      pluginConfig ?? {},
    ),
    configLeaves: [
      ...kept.map((leaf) => ({ ...leaf, file: leaf.file ?? place.file })),
      ...leaves.map(({ path, value }) => ({
        path,
        line: undefined,
        written: show(value),
        file: OVERLAY_FILE,
      })),
    ],
  };
}

/** Whether a key of the configuration, `keys` from its root, is set by settings. */
export function isOverlaid(
  keys: readonly (string | number)[],
  settings: JsonObject,
): boolean {
  return listSettings(settings).some((leaf) => isReplaced(keys, leaf));
}

interface Located {
  readonly place: PluginRequest["place"];
}

interface SettingLeaf {
  readonly path: readonly string[];
  readonly value: JsonValue;
  /** A mapping without keys takes nothing away. */
  readonly isEmpty: boolean;
}

function listSettings(
  settings: JsonValue,
  path: readonly string[] = [],
): SettingLeaf[] {
  if (!isMapping(settings) || secretId(settings) !== undefined) {
    return [{ path, value: settings, isEmpty: false }];
  }
  const entries = Object.entries(settings).filter(
    ([, value]) => value !== undefined,
  );
  if (entries.length === 0) {
    return path.length === 0 ? [] : [{ path, value: {}, isEmpty: true }];
  }
  return entries.flatMap(([key, value]) =>
    listSettings(value ?? null, [...path, key]),
  );
}

/** One of both paths leads to the other: a value takes the place of a section, and a section that of a value. */
function isReplaced(
  keys: readonly (string | number)[],
  leaf: SettingLeaf,
): boolean {
  const isAbove = keys.every((key, index) => leaf.path[index] === key);
  return isAbove || (!leaf.isEmpty && isBelow(keys, leaf));
}

function isBelow(
  keys: readonly (string | number)[],
  { path }: SettingLeaf,
): boolean {
  return path.every((key, index) => keys[index] === key);
}

function write(
  config: JsonObject,
  [key, ...rest]: readonly string[],
  value: JsonValue,
): JsonObject {
  if (key === undefined) return config;
  const child = Object.hasOwn(config, key) ? config[key] : undefined;
  const written =
    rest.length === 0
      ? value
      : write(isMapping(child) ? child : {}, rest, value);
  // A computed key is an own one, also where it is `__proto__`.
  return { ...config, [key]: written };
}

function fill(value: JsonValue, env: Env): JsonValue {
  if (Array.isArray(value)) return value.map((item) => fill(item, env));
  if (!isMapping(value)) return value;
  const id = secretId(value);
  if (id !== undefined) return env[`setting:${id}`] ?? "";
  return mapValues(value, (item) => fill(item, env));
}

/** As an administrator wrote it: secrets aren't shown. */
function show(value: JsonValue): string {
  return stringify(conceal(value)).trim();
}

function conceal(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(conceal);
  if (!isMapping(value)) return value;
  return secretId(value) === undefined ? mapValues(value, conceal) : "(secret)";
}

function secretId(value: JsonObject): string | undefined {
  const [[key, id] = [], ...others] = Object.entries(value);
  return key === "$setting" && others.length === 0 && typeof id === "string"
    ? id
    : undefined;
}

function mapValues(
  value: JsonObject,
  map: (item: JsonValue) => JsonValue,
): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, map(item ?? null)]),
  );
}

function isMapping(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
