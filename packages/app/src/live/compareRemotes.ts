import type { RemoteDescription } from "@flyloft/plugin-core";
import { isSameData } from "./isSameData.ts";

/** A remote that this page has met. Its code stays in the page, also after the portal dropped it. */
export interface KnownRemote {
  /** As it was when its code was loaded. */
  readonly description: RemoteDescription;
  /** Whether it is part of the portal that the page shows. */
  readonly isUsed: boolean;
  /** False where nothing of it could be loaded: then another attempt harms nothing. */
  readonly isRunning: boolean;
}

/** What a new generation's remotes mean for a page. A container's name is a global: two versions can't run in one page. */
export interface RemoteDifference {
  /** To load, for the first time or in another way than before. */
  readonly added: readonly RemoteDescription[];
  /** Names of those in use that are gone. */
  readonly removed: readonly string[];
  /** Names of those that were dropped and come back in another version; what the page has of them goes on. */
  readonly returned: readonly string[];
  /** The page runs another version of these. The new one comes with the next load of the page. */
  readonly outdated: readonly RemoteDescription[];
}

export function compareRemotes(
  known: ReadonlyMap<string, KnownRemote>,
  next: readonly RemoteDescription[],
): RemoteDifference {
  const listed = new Set(next.map(({ name }) => name));
  const outdated = next.filter((remote) => isOutdated(remote, known));
  return {
    added: next.filter(
      (remote) =>
        !isOutdated(remote, known) && !isShown(remote, known.get(remote.name)),
    ),
    removed: [...known]
      .filter(([name, { isUsed }]) => isUsed && !listed.has(name))
      .map(([name]) => name),
    returned: outdated
      .map(({ name }) => name)
      .filter((name) => !known.get(name)?.isUsed),
    outdated,
  };
}

function isOutdated(
  remote: RemoteDescription,
  known: ReadonlyMap<string, KnownRemote>,
): boolean {
  const met = known.get(remote.name);
  if (!met?.isRunning) return false;
  return met.description.entry !== remote.entry;
}

function isShown(
  remote: RemoteDescription,
  met: KnownRemote | undefined,
): boolean {
  if (!met?.isUsed || !met.isRunning) return false;
  return isSameData(met.description, remote);
}
