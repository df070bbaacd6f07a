import { InstallerError } from "../errors.ts";

/** A file that says who is to be believed, and can't be read. */
export function trustError(
  file: string,
  why: string,
  cause?: unknown,
): InstallerError {
  return new InstallerError(
    "CONFIG_TRUST_INVALID",
    `${file}, which dynamicPlugins.signatures names, can't be used: ${why}`,
    {
      hint: "Nothing is installed that is to be held against it. Check the path and restore the file: docs/signatures.md says what belongs into it.",
      place: { file },
      cause,
    },
  );
}
