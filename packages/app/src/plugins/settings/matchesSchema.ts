import { getIn, isRecord, parsePointer } from "./pointers.ts";

/** A JSON Schema as far as this looks into it. */
export type Schema = Readonly<Record<string, unknown>> | boolean;

/** No schema of settings is nested deeper; one that refers to itself is. */
const DEEPEST = 12;

/**
 * Whether data could be meant by a schema: enough to tell which of several alternatives a value belongs to. Types,
 * constants, required and known properties count; ranges and formats are the server's. Nothing is compiled, as
 * validators do: the page's Content-Security-Policy forbids it.
 */
export function matchesSchema(
  schema: Schema,
  data: unknown,
  root: Schema,
  // oxlint-disable-next-line max-params -- how deep it already is, for itself
  depth = 0,
): boolean {
  if (typeof schema === "boolean") return schema;
  if (depth > DEEPEST) return true;
  const matches = (other: unknown, value = data) =>
    matchesSchema(other as Schema, value, root, depth + 1);
  const list = (key: string) => (schema[key] as unknown[] | undefined) ?? [];

  if (typeof schema.$ref === "string") {
    const target = getIn(root, parsePointer(schema.$ref.replace(/^#/, "")));
    if (target !== undefined && !matches(target)) return false;
  }
  return (
    matchesType(schema.type, data) &&
    matchesConstants(schema, data) &&
    list("allOf").every((part) => matches(part)) &&
    (!schema.anyOf || list("anyOf").some((part) => matches(part))) &&
    (!schema.oneOf || list("oneOf").some((part) => matches(part))) &&
    (schema.not === undefined || !matches(schema.not)) &&
    matchesProperties(schema, data, matches) &&
    matchesItems(schema, data, matches)
  );
}

type Match = (schema: unknown, value: unknown) => boolean;

function matchesType(type: unknown, data: unknown): boolean {
  if (type === undefined) return true;
  return [type].flat().some((name) => isOfType(name, data));
}

function isOfType(name: unknown, data: unknown): boolean {
  switch (name) {
    case "null":
      return data === null;
    case "array":
      return Array.isArray(data);
    case "object":
      return isRecord(data);
    case "integer":
      return Number.isInteger(data);
    default:
      return typeof data === name;
  }
}

function matchesConstants(
  schema: Readonly<Record<string, unknown>>,
  data: unknown,
): boolean {
  const text = JSON.stringify(data);
  if ("const" in schema && JSON.stringify(schema.const) !== text) return false;
  if (!Array.isArray(schema.enum)) return true;
  return schema.enum.some((value) => JSON.stringify(value) === text);
}

function matchesProperties(
  schema: Readonly<Record<string, unknown>>,
  data: unknown,
  matches: Match,
): boolean {
  if (!isRecord(data)) return true;
  const required = (schema.required as string[] | undefined) ?? [];
  if (!required.every((key) => data[key] !== undefined)) return false;
  const properties = (schema.properties ?? {}) as Record<string, unknown>;
  return Object.entries(data).every(([key, value]) => {
    if (value === undefined) return true;
    if (Object.hasOwn(properties, key)) return matches(properties[key], value);
    if (schema.patternProperties) return true;
    return matches(schema.additionalProperties ?? true, value);
  });
}

function matchesItems(
  schema: Readonly<Record<string, unknown>>,
  data: unknown,
  matches: Match,
): boolean {
  const { items } = schema;
  if (!Array.isArray(data) || items === undefined) return true;
  if (!Array.isArray(items)) return data.every((item) => matches(items, item));
  return items.every(
    (part, index) => index >= data.length || matches(part, data[index]),
  );
}
