import type { Run } from "../createRun.ts";
import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import { readPackageRoot } from "../fetch/readPackageRoot.ts";
import type { InstalledPlugin } from "../install/InstalledPlugin.ts";
import { treeHash } from "../store/treeHash.ts";
import type { StoredPackage } from "../store/StoredPackage.ts";
import { verifyPlugin } from "../verify/verifyPlugin.ts";
import type { RemoteIdentity, StagedRemote } from "./RemoteCache.ts";

export interface RemoteOrigin {
  readonly identity: RemoteIdentity;
  /** What it was built from. */
  readonly installed: InstalledPlugin;
  readonly run: Run;
}

/** Gives a built remote its place in the store, after the checks that every package passes. */
export async function storeRemote(
  { dir, files }: StagedRemote,
  { identity, installed, run }: RemoteOrigin,
): Promise<StoredPackage> {
  const { request } = installed;
  const manifests = await readPackageRoot({ dir, files, plugin: request.text });
  const digest = treeHash(files);
  const fetched: FetchedPlugin = {
    resolved: {
      // The integrity in the configuration is that of the package that it was built from.
      request: { ...request, integrity: undefined },
      source: { kind: "folder", path: dir },
      digest,
      stale: false,
    },
    dir,
    digest,
    integrities: [],
    files,
    ...manifests,
  };
  const { facts, tree } = verifyPlugin(fetched, { locked: undefined });
  const record = { digest, tree, integrities: [], fingerprint: undefined };
  const place = await run.store.promote({ dir, tree, files, facts });
  await run.store.remember({ ...record, key: `remote:${identity.key}` });
  return { ...record, dir: place, facts };
}
