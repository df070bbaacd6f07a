import { CommandError } from "../errors.ts";
import { type KeyPath, formatKey } from "./keyPath.ts";
import { type Schema, schemasAt, typesOf } from "./schemaAt.ts";

/**
 * The value that a text stands for: as the schema says, and where it says nothing JSON, or else text. Pure.
 *
 * @throws CommandError `COMMAND_SETTING_INVALID`
 */
export function readValue(
  schema: Schema | null,
  path: KeyPath,
  text: string,
): unknown {
  const types = schema ? typesOf(schemasAt(schema, path)) : new Set<string>();
  if (types.size === 0) return jsonOr(text, text);
  for (const [type, read] of READERS) {
    const value = types.has(type) ? read(text) : undefined;
    if (value !== undefined) return value;
  }
  if (types.has("array") && schema) {
    const parts = text === "" ? [] : text.split(",");
    return parts.map((part) => readValue(schema, [...path, 0], part.trim()));
  }
  if (types.has("string")) return text;
  throw new CommandError(
    "COMMAND_SETTING_INVALID",
    `${formatKey(path)} takes ${[...types].join(" or ")}, not '${text}'.`,
    { hint: "flyloft settings <plugin> --schema tells what can be set." },
  );
}

const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Narrow ones first: most texts could be a string as well. */
const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ["boolean", (text) => ({ true: true, false: false })[text]],
  ["null", (text) => (text === "null" ? null : undefined)],
  ["integer", (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined)],
  ["number", (text) => (NUMBER.test(text) ? Number(text) : undefined)],
  [
    "object",
    (text) => (text.startsWith("{") ? jsonOr(text, undefined) : undefined),
  ],
  [
    "array",
    (text) => (text.startsWith("[") ? jsonOr(text, undefined) : undefined),
  ],
];

function jsonOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return otherwise;
  }
}
