import { isObject } from "./editValues.ts";
import type { KeyPath } from "./keyPath.ts";
import { type Schema, expand, typesOf } from "./schemaAt.ts";

export interface SchemaKey {
  readonly path: KeyPath;
  readonly types: readonly string[];
  readonly choices: readonly unknown[];
  readonly default: unknown;
  readonly description: string | undefined;
  readonly isSecret: boolean;
}

const DEEPEST = 12;

/** Every key that a schema names and that holds no others it names. */
export function listSchemaKeys(root: Schema): SchemaKey[] {
  return keysOf(root, expand(root, root), []);
}

function keysOf(
  root: Schema,
  schemas: readonly Schema[],
  path: KeyPath,
): SchemaKey[] {
  const children = new Map<string, Schema[]>();
  for (const { properties } of schemas) {
    if (!isObject(properties)) continue;
    for (const [name, child] of Object.entries(properties)) {
      const known = children.get(name) ?? [];
      children.set(name, [...known, ...expand(root, child)]);
    }
  }
  if (children.size > 0 && path.length < DEEPEST) {
    return [...children].flatMap(([name, child]) =>
      keysOf(root, child, [...path, name]),
    );
  }
  return path.length === 0 ? [] : [describe(schemas, path)];
}

function describe(schemas: readonly Schema[], path: KeyPath): SchemaKey {
  const first = (keyword: string) =>
    schemas
      .map((schema) => schema[keyword])
      .find((value) => value !== undefined);
  const choices = first("enum");
  const description = first("description") ?? first("title");
  return {
    path,
    types: [...typesOf(schemas)],
    choices: Array.isArray(choices) ? choices : [],
    default: first("default"),
    description: typeof description === "string" ? description : undefined,
    isSecret: first("writeOnly") === true || first("visibility") === "secret",
  };
}
