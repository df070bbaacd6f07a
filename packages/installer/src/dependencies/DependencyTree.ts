/** A package of a tree that comes from a registry. */
export interface LockedPackage {
  readonly version: string;
  /** SRI of the tarball as the registry tells it. */
  readonly integrity: string;
  /** The published name, where the tree knows it by an alias (`npm:other@1`). */
  readonly name?: string;
  /** Only where it isn't at the registry's usual place. */
  readonly tarball?: string;
  /** Left out where it isn't for this platform, isn't there, or may not be used. */
  readonly optional?: true;
}

/** A package that the portal gives, once for all. */
export interface HostPackage {
  /** Exact, as the portal had it when the tree was resolved. */
  readonly version: string;
  /** All ranges that the plugin and its dependencies ask for. */
  readonly ranges: readonly string[];
}

/**
 * What a package that wasn't exported for dynamic loading needs around it, whole and exact: what the lockfile keeps. The
 * same for all platforms.
 */
export interface DependencyTree {
  readonly host: Readonly<Record<string, HostPackage>>;
  /**
   * By place, as npm would nest folders: `a` is for everybody, `a > b` for `a` and what lies below it. A package finds
   * the nearest of a name on its way up.
   */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** A package beside its dependencies, where Node and bundlers find them by themselves. */
export interface LinkedPackage {
  /** Absolute path of the package's root: `<store>/links/<link>/node_modules/<name>`. */
  readonly dir: string;
  /** `sha256-<hex>` over the tree. The lockfile's entry names it. */
  readonly id: string;
  readonly tree: DependencyTree;
}
