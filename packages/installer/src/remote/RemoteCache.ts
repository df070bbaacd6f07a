import type { TreeFile } from "../fetch/FetchedPlugin.ts";

/** A built remote as a package: `package.json` and `dist/`. Its root is a staging folder of this attempt alone. */
export interface StagedRemote {
  readonly dir: string;
  /** All files below `dir`. */
  readonly files: readonly TreeFile[];
}

/** Which remote is meant. */
export interface RemoteIdentity {
  /** `sha256-<hex>` over all that the build depends on. */
  readonly key: string;
  /** Of the package that it is built from. */
  readonly name: string;
  readonly version: string;
}

/** Where portals share the remotes that they build, so that one build serves all replicas. */
export interface RemoteCache {
  /**
   * Unpacks what was pushed for `wanted` to `stagingDir()`, under the rules for archives; undefined where there is none.
   * Throws an InstallerError where the cache can't be asked, or holds something else: the remote is built then.
   */
  pull(
    wanted: RemoteIdentity,
    stagingDir: () => Promise<string>,
  ): Promise<StagedRemote | undefined>;
  /**
   * Does nothing where there is one already, unless `pull` refused that. Throws an InstallerError where the cache
   * refuses.
   */
  push(identity: RemoteIdentity, remote: StagedRemote): Promise<void>;
}
