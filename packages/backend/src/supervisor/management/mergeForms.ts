import type { JsonObject, JsonValue } from "@backstage/types";

/**
 * One schema for a form, of the schemas that a package brings: their properties together, without `closed` top-level keys,
 * and with Backstage's visibility as JSON Schema's `writeOnly`. Undefined where nothing is left.
 */
export function mergeForms(
  schemas: readonly JsonObject[],
  closed: ReadonlySet<string>,
): JsonObject | undefined {
  const merged = schemas.reduce<JsonObject>(
    (all, schema) => mergeTwo(all, schema),
    {},
  );
  const properties = Object.entries(objectOf(merged["properties"])).filter(
    ([key]) => !closed.has(key),
  );
  if (properties.length === 0) return undefined;
  const required = listOf(merged["required"]).filter(
    (key) => typeof key === "string" && !closed.has(key),
  );
  const root: JsonObject = {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
  };
  for (const key of ["definitions", "$defs"]) {
    if (merged[key] !== undefined) root[key] = merged[key];
  }
  return hideSecrets(root, false) as JsonObject;
}

/** Where both say something of a key that is no object, the first one counts. */
function mergeTwo(one: JsonObject, other: JsonObject): JsonObject {
  const merged: JsonObject = { ...other, ...one };
  for (const key of ["properties", "definitions", "$defs"]) {
    const [first, second] = [objectOf(one[key]), objectOf(other[key])];
    const names = new Set([...Object.keys(first), ...Object.keys(second)]);
    if (names.size === 0) continue;
    merged[key] = Object.fromEntries(
      [...names].map((name) => [
        name,
        isObject(first[name]) && isObject(second[name])
          ? mergeTwo(first[name], second[name])
          : (first[name] ?? second[name]),
      ]),
    ) as JsonObject;
  }
  const required = [...listOf(one["required"]), ...listOf(other["required"])];
  if (required.length > 0) merged["required"] = [...new Set(required)];
  return merged;
}

function hideSecrets(node: JsonValue | undefined, inherited: boolean): unknown {
  if (Array.isArray(node)) {
    return node.map((each) => hideSecrets(each, inherited));
  }
  if (!isObject(node)) return node;
  const { visibility, deepVisibility, $schema: _schema, ...rest } = node;
  const isDeep = inherited || deepVisibility === "secret";
  const isSecret = isDeep || visibility === "secret";
  const entries = Object.entries(rest).map(([key, child]) => [
    key,
    hideSecrets(child, isDeep),
  ]);
  const hidden = Object.fromEntries(entries) as JsonObject;
  const isLeaf = rest["properties"] === undefined;
  const isSchema = rest["type"] !== undefined || visibility !== undefined;
  return isSecret && isLeaf && isSchema
    ? { ...hidden, writeOnly: true }
    : hidden;
}

function listOf(value: unknown): readonly JsonValue[] {
  return Array.isArray(value) ? (value as JsonValue[]) : [];
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
