import {
  type Place,
  type Reference,
  formatPlace,
  parseReference,
  redact,
} from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";

/** What a text at a place refers to. Throws CONFIG_REFERENCE_INVALID. */
export function readReference(text: string, place: Place): Reference {
  const reference = parseReference(text);
  if (reference) return reference;
  throw new InstallerError(
    "CONFIG_REFERENCE_INVALID",
    `${text} is no plugin reference: ${formatPlace(place)}`,
    {
      hint: "Write ./folder, ./file.tgz, https://…, name@version or oci://registry/repository:tag!path.",
      plugin: redact(text),
      place,
    },
  );
}
