import { isDeepStrictEqual } from "node:util";
import { type Place, formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type {
  ConfigLeaf,
  JsonObject,
  JsonValue,
  PluginRequest,
} from "./PluginRequest.ts";

/** Who set a key of the merged configuration. */
export interface ConfigOrigin {
  readonly key: string;
  /** As written in the file, variables not replaced. */
  readonly written: string;
  readonly plugin: string;
  readonly place: Place;
}

export interface MergedPluginConfig {
  readonly config: JsonObject;
  readonly origins: readonly ConfigOrigin[];
  /** Those whose configuration contradicts an earlier plugin's. Nothing of theirs is in `config`. */
  readonly conflicts: readonly ConfigConflict[];
}

interface ConfigConflict {
  readonly request: PluginRequest;
  /** CONFIG_CONFLICT, with the first key that both set differently and both places. */
  readonly error: InstallerError;
}

/** Deep merge of the `pluginConfig` of all enabled requests, in their order. Lists are values: they aren't joined. */
export function mergePluginConfigs(
  requests: readonly PluginRequest[],
): MergedPluginConfig {
  const config: MutableObject = {};
  const origins = new Map<string, ConfigOrigin>();
  const conflicts: ConfigConflict[] = [];
  for (const request of requests) {
    if (!request.enabled || !request.pluginConfig) continue;
    const settings = settingsOf(request, request.pluginConfig);
    const error = findConflict(config, origins, settings);
    if (error) {
      conflicts.push({ request, error });
      continue;
    }
    for (const { path, value, origin } of settings) {
      writePath(config, path, value);
      if (!origins.has(origin.key)) origins.set(origin.key, origin);
    }
  }
  return { config, origins: [...origins.values()], conflicts };
}

/** One leaf of a plugin's configuration. */
interface Setting {
  readonly path: readonly string[];
  readonly value: JsonValue;
  readonly origin: ConfigOrigin;
}

function settingsOf(request: PluginRequest, config: JsonObject): Setting[] {
  return leavesOf(request).map((leaf) => ({
    path: leaf.path,
    value: readPath(config, leaf.path),
    origin: originOf(request, leaf),
  }));
}

function findConflict(
  config: MutableObject,
  origins: ReadonlyMap<string, ConfigOrigin>,
  settings: readonly Setting[],
): InstallerError | undefined {
  for (const { path, value, origin } of settings) {
    const clash = findClash(config, path, value);
    const earlier = clash && originAt(origins, clash.join("."));
    if (earlier) return conflict(earlier, origin);
  }
  return undefined;
}

interface MutableObject {
  [key: string]: JsonValue | MutableObject | undefined;
}

function leavesOf(request: PluginRequest): readonly ConfigLeaf[] {
  if (request.configLeaves) return request.configLeaves;
  const list = (value: JsonValue, path: readonly string[]): ConfigLeaf[] =>
    isMapping(value) && Object.keys(value).length > 0
      ? Object.entries(value).flatMap(([key, child]) =>
          list(child ?? null, [...path, key]),
        )
      : [{ path, line: undefined, written: JSON.stringify(value) }];
  return list(request.pluginConfig ?? {}, []).filter(
    ({ path }) => path.length > 0,
  );
}

function originOf(request: PluginRequest, leaf: ConfigLeaf): ConfigOrigin {
  const key = leaf.path.join(".");
  const file = leaf.file ?? request.place.file;
  const line = leaf.line ?? (leaf.file ? undefined : request.place.line);
  return {
    key,
    written: leaf.written,
    plugin: request.text,
    place: { file, line, key },
  };
}

function readPath(value: JsonValue, path: readonly string[]): JsonValue {
  return path.reduce<JsonValue>((node, key) => {
    // `{ $env: NAME }` became the variable's value, so the path can end early.
    return isMapping(node) && Object.hasOwn(node, key)
      ? (node[key] ?? null)
      : node;
  }, value);
}

/** The path at which `config` already holds something else, or undefined where the leaf fits. */
function findClash(
  config: MutableObject,
  path: readonly string[],
  value: JsonValue,
): readonly string[] | undefined {
  let node: MutableObject = config;
  for (const [index, key] of path.entries()) {
    if (!Object.hasOwn(node, key)) return undefined;
    const child = node[key];
    if (index === path.length - 1) {
      return isDeepStrictEqual(child, value) ? undefined : path;
    }
    if (!isMapping(child)) return path.slice(0, index + 1);
    node = child as MutableObject;
  }
  return undefined;
}

function writePath(
  config: MutableObject,
  path: readonly string[],
  value: JsonValue,
): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) return define(config, key, value);
  if (!Object.hasOwn(config, key)) define(config, key, {});
  writePath(config[key] as MutableObject, rest, value);
}

/** A key named `__proto__` must become a key and nothing else. */
function define(
  node: MutableObject,
  key: string,
  value: JsonValue | MutableObject,
): void {
  Object.defineProperty(node, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function originAt(
  origins: ReadonlyMap<string, ConfigOrigin>,
  key: string,
): ConfigOrigin | undefined {
  return (
    origins.get(key) ??
    [...origins.values()].find((origin) => origin.key.startsWith(`${key}.`))
  );
}

function conflict(earlier: ConfigOrigin, later: ConfigOrigin): InstallerError {
  return new InstallerError(
    "CONFIG_CONFLICT",
    `${later.plugin} and ${earlier.plugin} set \`${later.key}\` differently: ${formatPlace(later.place)} and ${formatPlace(earlier.place)}`,
    {
      hint: `Set \`${later.key}\` for one of them only, or disable one; meanwhile ${earlier.plugin} runs and ${later.plugin} does not.`,
      plugin: later.plugin,
      place: later.place,
    },
  );
}

function isMapping(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
