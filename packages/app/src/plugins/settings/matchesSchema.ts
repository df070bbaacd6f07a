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
): boolean {
  return createMatch(root, 0)(schema, data);
}

type SchemaObject = Readonly<Record<string, unknown>>;
type Match = (schema: unknown, value: unknown) => boolean;

function createMatch(root: Schema, depth: number): Match {
  return (schema, data) => {
    if (typeof schema === "boolean") return schema;
    if (!isRecord(schema) || depth > DEEPEST) return true;
    const match = createMatch(root, depth + 1);
    return (
      matchesReference(schema, root, (target) => match(target, data)) &&
      matchesType(schema.type, data) &&
      matchesConstants(schema, data) &&
      matchesCombinations(schema, (part) => match(part, data)) &&
      matchesProperties(schema, data, match) &&
      matchesItems(schema, data, match)
    );
  };
}

type MatchPart = (schema: unknown) => boolean;

function matchesReference(
  { $ref }: SchemaObject,
  root: Schema,
  match: MatchPart,
): boolean {
  if (typeof $ref !== "string") return true;
  const target = getIn(root, parsePointer($ref.replace(/^#/, "")));
  return target === undefined || match(target);
}

function matchesCombinations(schema: SchemaObject, match: MatchPart): boolean {
  const {
    allOf = [],
    anyOf,
    oneOf,
    not,
  } = schema as {
    readonly allOf?: unknown[];
    readonly anyOf?: unknown[];
    readonly oneOf?: unknown[];
    readonly not?: unknown;
  };
  return (
    allOf.every(match) &&
    (anyOf?.some(match) ?? true) &&
    (oneOf?.some(match) ?? true) &&
    (not === undefined || !match(not))
  );
}

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

function matchesConstants(schema: SchemaObject, data: unknown): boolean {
  const text = JSON.stringify(data);
  if ("const" in schema && JSON.stringify(schema.const) !== text) return false;
  if (!Array.isArray(schema.enum)) return true;
  return schema.enum.some((value) => JSON.stringify(value) === text);
}

function matchesProperties(
  schema: SchemaObject,
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
  schema: SchemaObject,
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
