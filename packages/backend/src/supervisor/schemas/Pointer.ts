/** A place in the configuration as a JSON pointer: https://www.rfc-editor.org/rfc/rfc6901. The whole is the empty one. */
export type Pointer = string;

export function childOf(pointer: Pointer, key: string | number): Pointer {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

export function keysOf(pointer: Pointer): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** As people write it: `techRadar.sources[0].url`. */
export function formatPointer(pointer: Pointer): string {
  return keysOf(pointer).reduce(
    (text, key) =>
      /^\d+$/.test(key)
        ? `${text}[${key}]`
        : text === ""
          ? key
          : `${text}.${key}`,
    "",
  );
}

export function valueAt(data: unknown, pointer: Pointer): unknown {
  return keysOf(pointer).reduce<unknown>(
    (node, key) =>
      typeof node === "object" && node !== null && Object.hasOwn(node, key)
        ? (node as Record<string, unknown>)[key]
        : undefined,
    data,
  );
}
