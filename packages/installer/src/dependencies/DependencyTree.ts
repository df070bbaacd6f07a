import type { Platform } from "./SlimPackument.ts";

/** A package of a tree that comes from a registry. `os`, `cpu` and `libc` say where it is for. */
export interface LockedPackage extends Platform {
  readonly version: string;
  /** SRI of the tarball as the registry tells it. */
  readonly integrity: string;
  /** The published name, where the tree knows it by an alias (`npm:other@1`). */
  readonly name?: string | undefined;
  /** Only where it isn't at the registry's usual place. */
  readonly tarball?: string | undefined;
  /** Left out where it isn't for this platform, or may not be used. */
  readonly optional?: true | undefined;
}

/** A package that the portal gives, once for all. */
export interface HostPackage {
  /** Exact, as the portal had it when the tree was resolved. */
  readonly version: string;
  /** All ranges that the plugin and its dependencies ask for. */
  readonly ranges: readonly string[];
}

export type HostPackages = Readonly<Record<string, HostPackage>>;

/**
 * What a package that wasn't exported for dynamic loading needs around it, whole and exact: what the lockfile keeps. The
 * same for all platforms.
 */
export interface DependencyTree {
  readonly host: HostPackages;
  /** Places where the host's is meant although another of that name is nearer. */
  readonly given?: readonly string[] | undefined;
  /**
   * By place, as npm would nest folders: `a` is for everybody, `a > b` for `a` and what lies below it. A package finds
   * the nearest of a name on its way up.
   */
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** A tree that was resolved: what names it, and what it takes from the host. */
export interface ResolvedTree {
  /** `sha256-<hex>` over the tree. The lockfile's entry names it. */
  readonly id: string;
  readonly host: HostPackages;
}

/** A package beside its dependencies, where Node and bundlers find them by themselves. */
export interface LinkedPackage extends ResolvedTree {
  /** Absolute path of the package's root: `<store>/links/<link>/node_modules/<name>`. */
  readonly dir: string;
  /**
   * Absolute paths of the packages at the top of the tree, by name: for code that imports what its `package.json`
   * doesn't name, and would find it where npm hoists.
   */
  readonly hoisted: Readonly<Record<string, string>>;
  /** JSON file of the store that remembers the tree. */
  readonly treeFile: string;
  /** Absolute paths of those that say what configuration they take, the package itself among them. */
  readonly configured: readonly string[];
}

/** What dependencies are brought for. */
export type TreePurpose = "backend" | "frontend";
