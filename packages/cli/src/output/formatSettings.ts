import type { Settings } from "@flyloft/management";
import { leavesOf, valueAt } from "../settings/editValues.ts";
import { formatKey, parseKey } from "../settings/keyPath.ts";
import { listSchemaKeys } from "../settings/listSchemaKeys.ts";
import { formatTable } from "./formatTable.ts";
import type { Paint } from "./Paint.ts";
import { plain } from "./plainText.ts";

/** What holds, a line per value, and who set it. */
export function formatSettings(settings: Settings, paint: Paint): string[] {
  const { effective, values, secrets, isReadOnly } = settings;
  const lines = [
    ...leavesOf(effective).map(([path, value]) => ({
      key: formatKey(path),
      text: JSON.stringify(value),
      isSet: valueAt(values, path) !== undefined,
    })),
    ...secrets.map((pointer) => ({
      key: formatKey(parseKey(pointer)),
      text: paint.dim("(a secret that is set)"),
      isSet: false,
    })),
  ].sort((one, other) => one.key.localeCompare(other.key));
  return [
    ...(lines.length === 0 ? ["Nothing is set; the defaults hold."] : []),
    ...lines.map(
      ({ key, text, isSet }) =>
        `${paint.strong(key)} = ${text}${isSet ? paint.dim("  (set by an administrator)") : ""}`,
    ),
    ...(isReadOnly ? [paint.warn("They can't be changed here.")] : []),
  ];
}

/** What can be set. */
export function formatSchema({ schema }: Settings, paint: Paint): string[] {
  const keys = schema ? listSchemaKeys(schema) : [];
  if (keys.length === 0) return ["The plugin doesn't say what can be set."];
  const rows = keys.map((key) => [
    formatKey(key.path),
    key.choices.length > 0
      ? key.choices.map((choice) => JSON.stringify(choice)).join("|")
      : `${key.types.join("|") || "any"}${key.isSecret ? " (secret)" : ""}`,
    key.default === undefined ? "-" : JSON.stringify(key.default),
    plain(key.description),
  ]);
  return formatTable(["key", "type", "default", "description"], rows, paint);
}
