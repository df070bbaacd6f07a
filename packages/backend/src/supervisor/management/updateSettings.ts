import type { JsonObject } from "@backstage/types";
import { type Pointer, keysOf, valueAt } from "../schemas/Pointer.ts";
import { isSecretReference } from "./DesiredState.ts";
import { listLeaves, mapLeaves } from "./leaves.ts";

export interface SettingsChange {
  /** What is stored, with references in place of secrets. */
  readonly settings: JsonObject;
  /** Values of new secrets, by id. */
  readonly secrets: Readonly<Record<string, string>>;
}

interface SettingsParts {
  readonly stored: JsonObject;
  readonly values: JsonObject;
  /** Places of secrets in `values`. */
  readonly secrets: readonly Pointer[];
  createId(): string;
}

/**
 * Settings as they are stored after an update. A secret that is left out stays, as long as what it stands in is there;
 * `null` removes it.
 */
export function updateSettings({
  stored,
  values,
  secrets,
  createId,
}: SettingsParts): SettingsChange {
  const isSecret = new Set(secrets);
  const kept = listLeaves(stored).filter(
    ([pointer, leaf]) =>
      isSecretReference(leaf) &&
      valueAt(values, pointer) === undefined &&
      hasHolder(values, pointer),
  );
  const fresh: Record<string, string> = {};
  const mapped = mapLeaves(values, (pointer, leaf) => {
    // Only the portal itself refers to secrets.
    if (isSecretReference(leaf)) return undefined;
    const before = valueAt(stored, pointer);
    if (leaf === null && isSecretReference(before)) return undefined;
    if (!isSecret.has(pointer) || typeof leaf !== "string") return leaf;
    const id = createId();
    fresh[id] = leaf;
    return { $setting: id };
  });
  const settings = structuredClone((mapped ?? {}) as JsonObject);
  for (const [pointer, leaf] of kept) insert(settings, keysOf(pointer), leaf);
  return { settings, secrets: fresh };
}

/** Of a list the item has to be there still; sections come with the secret. */
function hasHolder(values: JsonObject, pointer: Pointer): boolean {
  const keys = keysOf(pointer);
  const list = keys.findIndex((key) => /^\d+$/.test(key));
  if (list < 0) return true;
  const item = pointer
    .split("/")
    .slice(0, list + 2)
    .join("/");
  return valueAt(values, item) !== undefined;
}

function insert(
  node: JsonObject,
  keys: readonly string[],
  value: unknown,
): void {
  const [key, ...rest] = keys;
  if (key === undefined || key === "__proto__") return;
  if (rest.length === 0) {
    node[key] = value as JsonObject;
    return;
  }
  const child = Object.hasOwn(node, key) ? node[key] : undefined;
  if (typeof child !== "object" || child === null) node[key] = {};
  insert(node[key] as JsonObject, rest, value);
}
