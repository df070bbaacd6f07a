import type { JsonObject } from "@backstage/types";
import { createSecretId } from "./ChangeMaker.ts";
import { listLeaves } from "./leaves.ts";
import { type SettingsChange, updateSettings } from "./updateSettings.ts";

/** Of a plugin whose schema isn't known yet. What sounds like a secret is kept like one. */
export function storeSettings(values: object | undefined): SettingsChange {
  const secrets = listLeaves(values ?? {})
    .filter(
      ([pointer, leaf]) =>
        typeof leaf === "string" &&
        /(?:password|secret|token|api_?key|private_?key)$/i.test(pointer),
    )
    .map(([pointer]) => pointer);
  return updateSettings({
    stored: {},
    values: (values ?? {}) as JsonObject,
    secrets,
    createId: createSecretId,
  });
}
