import type { KeyPath } from "./keyPath.ts";

export type Values = Readonly<Record<string, unknown>>;

/** The values with one of them set. What is on the way and neither object nor list is replaced. */
export function setAt(values: unknown, path: KeyPath, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") {
    const list: unknown[] = Array.isArray(values) ? [...values] : [];
    list[first] = setAt(list[first], rest, value);
    // A gap would be `null` in JSON, which removes a secret.
    return list.filter((_element, index) => index in list);
  }
  const object = isObject(values) ? values : {};
  return { ...object, [first]: setAt(object[first], rest, value) };
}

/** The values without one of them, and without objects that only held it. */
export function unsetAt(values: unknown, path: KeyPath): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  if (Array.isArray(values)) {
    const changed = values.map((element: unknown, index) =>
      index === first ? unsetAt(element, rest) : element,
    );
    return changed.filter((element) => element !== undefined);
  }
  if (!isObject(values) || !(first in values)) return values;
  const { [first]: old, ...others } = values;
  const changed = unsetAt(old, rest);
  const left = changed === undefined ? others : { ...others, [first]: changed };
  return Object.keys(left).length === 0 ? undefined : left;
}

export function valueAt(values: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (at, name) =>
      typeof at === "object" && at !== null
        ? (at as Record<string | number, unknown>)[name]
        : undefined,
    values,
  );
}

/** Every value that holds no others, with its path. */
export function leavesOf(
  value: unknown,
  path: KeyPath = [],
): (readonly [KeyPath, unknown])[] {
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([name, each]) =>
      leavesOf(each, [...path, name]),
    );
  }
  const isNested =
    Array.isArray(value) && value.some((each) => typeof each === "object");
  if (isNested) {
    return value.flatMap((each: unknown, index) =>
      leavesOf(each, [...path, index]),
    );
  }
  return path.length === 0 ? [] : [[path, value]];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
