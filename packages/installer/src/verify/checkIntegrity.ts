import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import type { LockEntry } from "../lock/LockEntry.ts";
import { matchesIntegrity } from "./matchesIntegrity.ts";
import { verifyError } from "./verifyError.ts";

export interface Identity {
  readonly fetched: FetchedPlugin;
  readonly tree: string;
  readonly locked: LockEntry | undefined;
}

/** Holds the bytes against everyone who named them. Throws VERIFY_INTEGRITY_MISMATCH, which says who did. */
export function checkIntegrity({ fetched, tree, locked }: Identity): void {
  const { request, digest } = fetched.resolved;
  const known = [...fetched.integrities, fetched.digest, tree];
  if (request.integrity && !matchesIntegrity(request.integrity, known)) {
    throw mismatch(fetched, "the configuration", request.integrity);
  }
  if (digest !== undefined && !known.includes(digest)) {
    throw mismatch(fetched, "the registry", digest);
  }
  if (!locked) return;
  if (locked.digest !== fetched.digest) {
    throw mismatch(fetched, "the lockfile", locked.digest);
  }
  if (locked.tree !== tree) {
    throw mismatch({ ...fetched, digest: tree }, "the lockfile", locked.tree);
  }
}

function mismatch(fetched: FetchedPlugin, who: string, expected: string) {
  return verifyError("VERIFY_INTEGRITY_MISMATCH", fetched, {
    message: `${who} expects ${expected}, but the bytes are ${fetched.digest}`,
    hint: "Nothing was installed. If the change is meant, correct the value; else ask the publisher.",
  });
}
