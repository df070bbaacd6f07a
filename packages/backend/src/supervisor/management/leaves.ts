import { type Pointer, childOf } from "../schemas/Pointer.ts";
import { isSecretReference } from "./DesiredState.ts";

/** Scalars, empty objects and lists, and references to secrets, with their places. */
export function listLeaves(
  value: unknown,
  pointer: Pointer = "",
): readonly (readonly [Pointer, unknown])[] {
  if (!isBranch(value)) return pointer === "" ? [] : [[pointer, value]];
  return Object.entries(value).flatMap(([key, child]) =>
    listLeaves(child, childOf(pointer, key)),
  );
}

/** A copy in which each leaf is what `map` makes of it. What becomes undefined is left out, and so is what becomes empty. */
export function mapLeaves(
  value: unknown,
  map: (pointer: Pointer, leaf: unknown) => unknown,
  pointer: Pointer = "",
): unknown {
  if (!isBranch(value)) return map(pointer, value);
  if (Array.isArray(value)) {
    const items = value.map(
      (each, index) =>
        mapLeaves(each, map, childOf(pointer, index)) ?? emptyLike(each),
    );
    const isLost = items.every((item) => item === undefined);
    // Items keep their places.
    return isLost ? undefined : items.map((item) => item ?? null);
  }
  const entries = Object.entries(value)
    .map(
      ([key, child]) =>
        [key, mapLeaves(child, map, childOf(pointer, key))] as const,
    )
    .filter(([, child]) => child !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function emptyLike(value: unknown): unknown {
  return isBranch(value) && !Array.isArray(value) ? {} : undefined;
}

function isBranch(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    !isSecretReference(value) &&
    Object.keys(value).length > 0
  );
}
