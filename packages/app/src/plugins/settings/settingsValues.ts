import { isRecord } from "./pointers.ts";

/** Settings, from the root of the configuration. */
export type Values = Record<string, unknown>;

/**
 * What is really set: a form makes objects for its sections and keys for fields that were emptied. `null` stays, since
 * it removes a secret; in arrays everything stays.
 */
export function pruneValues(values: unknown): Values {
  const pruned = prune(values);
  return isRecord(pruned) ? pruned : {};
}

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruneItem);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const pruned = prune(child);
    return pruned === undefined ? [] : [[key, pruned] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** An item without content is an item all the same: leaving it out would move the others. */
function pruneItem(item: unknown): unknown {
  return prune(item) ?? (isRecord(item) ? {} : null);
}

/** Whether two settings are the same, whatever the order of their keys. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item, i) => isSameValue(item, b[i]))
    );
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameValue(a[key], b[key]))
  );
}

/** A value as one line of text, where it is shown and not edited. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value)) return value.map(showItem).join(", ");
  return showItem(value);
}

function showItem(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
