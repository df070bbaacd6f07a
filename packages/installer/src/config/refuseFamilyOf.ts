import { type Place, formatPlace } from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import type { PluginRequest } from "./PluginRequest.ts";

/** Only a registry tells before anything is fetched what belongs together. Throws CONFIG_SCHEMA. */
export function refuseFamilyOf(
  { reference, text }: PluginRequest,
  place: Place,
): void {
  if (reference.kind === "npm") return;
  throw new InstallerError(
    "CONFIG_SCHEMA",
    `${text}: \`with: family\` is for npm packages: ${formatPlace(place)}`,
    {
      hint: "List what belongs to it: with: [reference, …].",
      plugin: text,
      place,
    },
  );
}
