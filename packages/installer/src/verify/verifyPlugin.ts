import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import type { LockEntry } from "../lock/LockEntry.ts";
import { checkHashList } from "./checkHashList.ts";
import { checkIntegrity } from "./checkIntegrity.ts";
import { checkManifest } from "./checkManifest.ts";
import { createPackageFacts } from "./createPackageFacts.ts";
import { treeHash } from "../store/treeHash.ts";
import type { VerifiedPlugin } from "./VerifiedPlugin.ts";

/** What the package must be, by those who said so before its bytes came. */
export interface Expectations {
  /** What the lockfile holds the package to; undefined where it may change. */
  readonly locked: LockEntry | undefined;
}

/**
 * Checks what arrived: its identity against configuration, registry and lock; a valid `package.json` of the right name;
 * every file against the list of hashes in it; a backend or frontend part that is really there. Pure. Throws an InstallerError with a VERIFY_ code.
 */
export function verifyPlugin(
  fetched: FetchedPlugin,
  expected: Expectations,
): VerifiedPlugin {
  const tree = treeHash(fetched.files);
  checkIntegrity({ fetched, tree, locked: expected.locked });
  const packageJson = checkManifest(fetched);
  checkHashList(fetched, packageJson);
  const facts = createPackageFacts(fetched, packageJson);
  return { fetched, facts, tree } as VerifiedPlugin;
}
