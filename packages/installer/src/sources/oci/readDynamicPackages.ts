import * as z from "zod";
import { RegistryFailure } from "./RegistryFailure.ts";

/** Where the exporters of dynamic plugins list what an artifact holds. */
export const DYNAMIC_PACKAGES = "io.backstage.dynamic-packages";

const listSchema = z.array(z.record(z.string(), z.unknown()));

/**
 * The folders of the plugins in an artifact, from its annotation: base64 of a JSON list of `{ "<folder>": {…} }`.
 * Undefined where the artifact doesn't tell; a failure where it tells nonsense.
 */
export function readDynamicPackages(
  annotations: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  const value = annotations[DYNAMIC_PACKAGES];
  if (value === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(Buffer.from(value, "base64").toString());
    const folders = listSchema.parse(json).flatMap((one) => Object.keys(one));
    return folders.length === 0 ? undefined : [...new Set(folders)];
  } catch (cause) {
    throw new RegistryFailure(
      "unsupported",
      `the artifact's annotation ${DYNAMIC_PACKAGES} can't be read`,
      {
        hint: "Name the plugin's folder with '!folder' at the end of the reference.",
        cause,
      },
    );
  }
}
