import { isRecord } from "./pointers.ts";

const TYPES: Readonly<Record<string, string>> = {
  string: "Text",
  number: "Number",
  integer: "Number",
  boolean: "On or off",
  array: "List",
  object: "Group",
  null: "Nothing",
};

/** The schema with a title for each alternative of a setting, so that people can choose between them. */
export function nameAlternatives<T>(schema: T): T {
  return walk(schema) as T;
}

function walk(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(walk);
  if (!isRecord(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      const walked = walk(value);
      const isChoice = key === "anyOf" || key === "oneOf";
      return isChoice && Array.isArray(walked)
        ? [key, walked.map(withTitle)]
        : [key, walked];
    }),
  );
}

function withTitle(option: unknown): unknown {
  if (!isRecord(option) || option.title !== undefined) return option;
  const title = titleOf(option);
  return title === undefined ? option : { ...option, title };
}

/** An object is told by the first property that can have one value only. */
function titleOf(option: Record<string, unknown>): string | undefined {
  if ("const" in option) return String(option.const);
  const properties = isRecord(option.properties) ? option.properties : {};
  const mark = Object.values(properties).find(
    (property) => isRecord(property) && "const" in property,
  );
  if (isRecord(mark)) return String(mark.const);
  const keys = Object.keys(properties);
  if (keys.length === 1) return keys[0];
  return typeof option.type === "string" ? TYPES[option.type] : undefined;
}
