import { statfsSync } from "node:fs";
import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";

const FULL = new Set<unknown>(["ENOSPC", "EDQUOT"]);

/**
 * Refuses what is known not to fit before its bytes are asked for. `bytes` is the least that is to be written below
 * `dir`; undefined where nobody told.
 *
 * @throws InstallerError `INSTALL_DISK_FULL`
 */
export function requireSpace(
  request: PluginRequest,
  dir: string,
  bytes: number | undefined,
): void {
  if (bytes === undefined) return;
  const free = freeBytes(dir);
  if (free === undefined || bytes <= free) return;
  const what = `needs ${bytes} bytes in ${dir}, whose disk has ${free} free`;
  throw diskFull(request, what);
}

/** A disk that ran full while a plugin was written, wherever that was noticed; anything else as it is. */
export function explainFullDisk(
  error: unknown,
  request: PluginRequest,
  dir: string,
): unknown {
  if (!isFull(error)) return error;
  return diskFull(request, `did not fit on the disk of ${dir}`, error);
}

function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return FULL.has((error as NodeJS.ErrnoException).code) || isFull(error.cause);
}

/** Undefined where the file system doesn't tell. */
function freeBytes(dir: string): number | undefined {
  try {
    const { bavail, bsize, blocks } = statfsSync(dir);
    // Some file systems count nothing at all.
    return blocks > 0 ? bavail * bsize : undefined;
  } catch {
    return undefined;
  }
}

function diskFull(
  { text, place }: PluginRequest,
  what: string,
  cause?: unknown,
): InstallerError {
  return new InstallerError(
    "INSTALL_DISK_FULL",
    `${text} ${what} (${formatPlace(place)})`,
    {
      hint: "Make room on that disk, or set dynamicPlugins.store to a folder on a larger one. What is installed stays as it is.",
      plugin: text,
      place,
      cause,
    },
  );
}
