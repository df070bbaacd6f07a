import type { TreeFile } from "../fetch/FetchedPlugin.ts";

/** A built remote as a package: `package.json` and `dist/`. Its root is a staging folder of this attempt alone. */
export interface StagedRemote {
  readonly dir: string;
  /** All files below `dir`. */
  readonly files: readonly TreeFile[];
}

/** Where portals share the remotes that they build, so that one build serves all replicas. */
export interface RemoteCache {
  /**
   * Unpacks what was pushed under `key` (`sha256-<hex>`) to `stagingDir()`, under the rules for archives; undefined
   * where there is none. Throws an InstallerError where the cache can't be asked: the remote is built then.
   */
  pull(
    key: string,
    stagingDir: () => Promise<string>,
  ): Promise<StagedRemote | undefined>;
  /** Does nothing where the key is there already. Throws an InstallerError where the cache refuses. */
  push(key: string, remote: StagedRemote): Promise<void>;
}
