import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { InstallerError } from "../errors.ts";
import type { LockEntry } from "./LockEntry.ts";

/** Throws RESOLVE_NOT_LOCKED where a frozen run has no lock entry. */
export function requireLocked(
  { text, place }: PluginRequest,
  entry: LockEntry | undefined,
): void {
  if (entry) return;
  throw new InstallerError(
    "RESOLVE_NOT_LOCKED",
    `${text} isn't in the lockfile, which is frozen (${formatPlace(place)})`,
    {
      hint: "Start once without `frozen`, look at the change of plugins.lock.yaml and commit it.",
      plugin: text,
      place,
    },
  );
}

/** Throws RESOLVE_LOCK_CHANGED where the source now offers other bytes under what is locked. */
export function refuseLockChange(
  { text, place }: PluginRequest,
  digests: {
    /** Undefined where only the bytes can tell. */
    readonly resolved: string | undefined;
    readonly held: LockEntry | undefined;
  },
): void {
  const { resolved, held } = digests;
  if (!held || resolved === undefined || resolved === held.digest) return;
  throw new InstallerError(
    "RESOLVE_LOCK_CHANGED",
    `${text} is locked to ${held.digest}, but its source now has ${resolved} (${formatPlace(place)})`,
    {
      hint: "If the change is meant, remove the entry from plugins.lock.yaml and start without `frozen`; else ask the publisher.",
      plugin: text,
      place,
    },
  );
}
