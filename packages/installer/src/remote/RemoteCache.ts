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

export interface Acceptance<Result> {
  readonly stagingDir: () => Promise<string>;
  /** What becomes of it. Where this throws, it isn't the remote that was wanted. */
  readonly accept: (remote: StagedRemote) => Promise<Result>;
}

/** Where portals share the remotes that they build, so that one build serves all replicas. */
export interface RemoteCache {
  /**
   * Unpacks what was pushed for `wanted`, under the rules for archives, and answers what `accept` makes of it; undefined
   * where there is none. Throws an InstallerError where the cache can't be asked, or holds something else: the remote is
   * built then.
   */
  pull<Result>(
    wanted: RemoteIdentity,
    acceptance: Acceptance<Result>,
  ): Promise<Result | undefined>;
  /**
   * Does nothing where there is one already, unless `pull` refused that, nor where `pull` found the cache to be down.
   * Throws an InstallerError where the cache refuses.
   */
  push(identity: RemoteIdentity, remote: StagedRemote): Promise<void>;
}
