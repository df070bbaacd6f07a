import { InstallerError } from "../../errors.ts";
import { createRefuse } from "./ArchiveRefusal.ts";
import type { UnpackOptions } from "./unpack.ts";

const UNWRITABLE = new Set(["EROFS", "EACCES", "EPERM"]);

/** Gives errors of the file system, met while an archive was written, a code and a hint; hands others on unchanged. */
export function explainWriteError(
  error: unknown,
  options: UnpackOptions,
): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "";
  if (code === "EEXIST") {
    // Only two roots that `select` lays over each other get here; the guard has seen all names.
    const problem = "has two entries for one file of the package";
    return createRefuse(options)("FETCH_ARCHIVE_DUPLICATE", problem);
  }
  if (!UNWRITABLE.has(code)) return error;
  const { plugin, place, into } = options;
  return new InstallerError(
    "INSTALL_STORE_UNWRITABLE",
    `${plugin}: its files can't be written to ${into} (${code})`,
    {
      hint: "Make the folder writable for the portal.",
      plugin,
      place,
      cause: error,
    },
  );
}
