import type { KeptEvidence } from "../signatures/KeptEvidence.ts";
import { localKey } from "../store/localKey.ts";
import type { PluginStore } from "../store/PluginStore.ts";
import type { VerifiedPlugin } from "../verify/VerifiedPlugin.ts";
import type { InstalledPlugin } from "./InstalledPlugin.ts";

export interface InstallOptions {
  readonly store: PluginStore;
  /** Of the source, where it is on this machine; see `DigestRecord`. */
  readonly fingerprint: string | undefined;
  /** Of its signatures. */
  readonly evidence?: KeptEvidence | undefined;
}

/** Gives checked bytes their place in the store. The last step is one rename. */
export async function installPlugin(
  { fetched, facts, tree }: VerifiedPlugin,
  { store, fingerprint, evidence }: InstallOptions,
): Promise<InstalledPlugin> {
  const { resolved, dir: staged, files, digest, integrities } = fetched;
  const dir = await store.promote({ dir: staged, tree, files, facts });
  const record = { digest, tree, integrities, fingerprint, evidence };
  const local = localKey(resolved.source);
  for (const key of local ? [digest, local] : [digest]) {
    await store.remember({ ...record, key });
  }
  const { request, stale } = resolved;
  return { request, facts, digest, tree, dir, stale, warnings: [] };
}
