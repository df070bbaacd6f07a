import { isDeepStrictEqual } from "node:util";
import type { KeptEvidence } from "../signatures/KeptEvidence.ts";
import type { PluginStore } from "./PluginStore.ts";
import type { StoredPackage } from "./StoredPackage.ts";

/** Puts what was found out of a package's signatures beside it, so that it needn't be asked for again. */
export async function keepEvidence(
  stored: StoredPackage,
  evidence: KeptEvidence | undefined,
  store: PluginStore,
): Promise<void> {
  if (!evidence || isDeepStrictEqual(evidence, stored.evidence)) return;
  const { digest, tree, integrities, fingerprint } = stored;
  const record = { key: digest, digest, tree, integrities, fingerprint };
  // In a store that can't be written it is asked for at each start, which is all that is lost.
  await store.remember({ ...record, evidence }).catch(() => undefined);
}
