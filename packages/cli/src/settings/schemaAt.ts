import { isObject } from "./editValues.ts";
import type { KeyPath } from "./keyPath.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** How far `$ref`s are followed: a schema may refer to itself. */
const DEPTH = 8;

/** Every schema that speaks of the value at `path`. */
export function schemasAt(root: Schema, path: KeyPath): readonly Schema[] {
  return path.reduce<readonly Schema[]>(
    (schemas, name) =>
      schemas.flatMap((schema) => expand(root, childOf(schema, name))),
    expand(root, root),
  );
}

/** A schema with those that it is made of. */
export function expand(
  root: Schema,
  schema: unknown,
  depth = DEPTH,
): readonly Schema[] {
  if (!isObject(schema) || depth === 0) return [];
  const parts = ["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : [],
  );
  const { $ref } = schema;
  const referred = typeof $ref === "string" ? [lookUp(root, $ref)] : [];
  return [
    schema,
    ...[...parts, ...referred].flatMap((part) => expand(root, part, depth - 1)),
  ];
}

function lookUp(root: Schema, ref: string): unknown {
  if (!ref.startsWith("#/")) return undefined;
  return ref
    .slice(2)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), root);
}

function childOf(schema: Schema, name: string | number): unknown {
  const { properties, additionalProperties, items } = schema;
  if (typeof name === "number") return items;
  return isObject(properties) && Object.hasOwn(properties, name)
    ? properties[name]
    : additionalProperties;
}

/** What a value may be, by any of the schemas that speak of it. */
export function typesOf(schemas: readonly Schema[]): ReadonlySet<string> {
  return new Set(
    schemas.flatMap(({ type, enum: choices, const: only }) => [
      ...[type].flat().filter((each) => typeof each === "string"),
      ...(Array.isArray(choices) ? choices.map(typeName) : []),
      ...(only === undefined ? [] : [typeName(only)]),
    ]),
  );
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
