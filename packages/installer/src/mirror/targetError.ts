import { InstallerError } from "../errors.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { hintFor } from "../sources/oci/toInstallerError.ts";

/** A place where no mirror can be written, or not just now. */
export function targetError(target: string, cause: unknown): InstallerError {
  if (cause instanceof InstallerError) return cause;
  const hint =
    cause instanceof NetworkFailure
      ? hintFor(cause)
      : "Name a folder that can be written and is empty, isn't there yet, or holds a mirror.";
  return new InstallerError(
    "MIRROR_TARGET_UNUSABLE",
    `No mirror can be written to ${target}: ${(cause as Error).message}`,
    { hint, cause },
  );
}
