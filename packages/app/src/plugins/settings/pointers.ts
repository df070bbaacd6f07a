/** Keys of objects and indices of arrays, from the root. */
export type Path = readonly (string | number)[];

/** RFC 6901. */
export function toPointer(path: Path): string {
  return path
    .map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** The keys of a pointer. Indices are text as keys are: a pointer alone doesn't tell them apart. */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === "") return [];
  return pointer
    .replace(/^\//, "")
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The id of the element that edits what is at a path. */
export function fieldId(path: Path): string {
  return ["settings", ...path].join("/");
}

/** What is at a path; undefined where there is nothing. */
export function getIn(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  );
}

/** A copy in which `value` is at a path. Objects on the way are made where they are missing. */
export function setIn(data: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(data)) {
    return data.map((item: unknown, index) =>
      index === Number(key) ? setIn(item, rest, value) : item,
    );
  }
  const record = isRecord(data) ? data : {};
  return { ...record, [key]: setIn(record[key], rest, value) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
