import { InstallerError, type InstallerErrorCode } from "../../errors.ts";
import type { UnpackOptions } from "./unpack.ts";

type ArchiveErrorCode = Extract<
  InstallerErrorCode,
  `FETCH_ARCHIVE_${string}` | "FETCH_NOT_AN_ARCHIVE"
>;

/** Makes the error that refuses an archive. `entry` is the name as the archive gives it; it is escaped here. */
export type Refuse = (
  code: ArchiveErrorCode,
  problem: string,
  entry?: string,
) => InstallerError;

/** Binds the errors of one archive to the plugin that it was brought for. */
export function createRefuse({
  plugin,
  place,
}: Pick<UnpackOptions, "plugin" | "place">): Refuse {
  return (code, problem, entry) => {
    const subject =
      entry === undefined
        ? "its archive"
        : `its archive's entry ${escapeName(entry)}`;
    return new InstallerError(code, `${plugin}: ${subject} ${problem}`, {
      hint: HINTS[code],
      plugin,
      place,
    });
  };
}

const LONGEST_SHOWN = 120;

/** A publisher chooses this name; it must not steer a terminal or forge a log line. */
function escapeName(name: string): string {
  const shown =
    name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}…` : name;
  return JSON.stringify(shown).replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

const TELL_PUBLISHER =
  "Do not install it. Tell its publisher, and check that the reference names the package you mean.";

const HINTS: Record<ArchiveErrorCode, string> = {
  FETCH_NOT_AN_ARCHIVE:
    "Check the reference: something else may answer at that address, such as a login page. A package is a tar (plain or gzip) or a zip.",
  FETCH_ARCHIVE_PATH: TELL_PUBLISHER,
  FETCH_ARCHIVE_LINK:
    "Packages with links are never unpacked. Ask its publisher to pack it with the files themselves.",
  FETCH_ARCHIVE_ENTRY_TYPE:
    "A package holds files and folders only. Ask its publisher to pack it with npm or tar, without special files.",
  FETCH_ARCHIVE_DUPLICATE:
    "Ask its publisher to pack it again with names that differ on every file system.",
  FETCH_ARCHIVE_LIMIT:
    "If you trust it and it has to be this large, raise the limits for archives in the configuration.",
  FETCH_ARCHIVE_CORRUPT:
    "Try again. If it stays, the archive is damaged where it is kept: ask its publisher to publish it again.",
  FETCH_ARCHIVE_ENCRYPTED:
    "Encrypted packages are not supported. Pack it again without a password.",
};
