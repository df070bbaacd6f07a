import { stringify } from "yaml";
import type { ConfigFile, KeyPath } from "./ConfigFile.ts";
import type { ConfigLeaf, JsonValue } from "./PluginRequest.ts";

/** Every leaf of the mapping at `keys`, with the line it stands on. */
export function listLeaves(file: ConfigFile, keys: KeyPath): ConfigLeaf[] {
  const value = file.value(keys);
  return value === undefined ? [] : walk(value, []);

  function walk(node: JsonValue, path: readonly string[]): ConfigLeaf[] {
    if (isMapping(node) && Object.keys(node).length > 0) {
      return Object.entries(node).flatMap(([key, child]) =>
        walk(child ?? null, [...path, key]),
      );
    }
    if (path.length === 0) return [];
    const line = file.line([...keys, ...path]);
    return [{ path, line, written: stringify(node).trim() }];
  }
}

function isMapping(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
