import { getIn, isRecord, parsePointer, type Path } from "./pointers.ts";

/** The default that a schema gives for what is at a path. Defaults of objects and of the objects around count, too. */
export function schemaDefault(root: unknown, path: Path): unknown {
  let schema: unknown = resolve(root, root);
  let inherited: unknown = isRecord(schema) ? schema.default : undefined;
  for (const key of path) {
    if (!isRecord(schema)) return undefined;
    const around = getIn(inherited, [key]);
    schema = resolve(root, childOf(schema, key));
    inherited = around ?? (isRecord(schema) ? schema.default : undefined);
  }
  return inherited;
}

function childOf(schema: Record<string, unknown>, key: string | number) {
  if (typeof key === "number") return schema.items;
  return getIn(schema.properties, [key]);
}

/** One step is enough: references of references are for libraries of schemas, not for settings. */
function resolve(root: unknown, schema: unknown): unknown {
  if (!isRecord(schema) || typeof schema.$ref !== "string") return schema;
  return getIn(root, parsePointer(schema.$ref.replace(/^#/, "")));
}
