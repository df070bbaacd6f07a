import type { BackendFeature } from "@backstage/backend-plugin-api";

/** A package that is to be loaded. */
export interface PluginPackage {
  /** The package's name: how messages call it. */
  readonly name: string;
  /** Absolute path of its root. */
  readonly dir: string;
  /** JSON file that remembers the dependency tree of a package that doesn't bring its own. */
  readonly treeFile?: string | undefined;
}

/** A package's code, imported, and the features found in it. The value that the load stage hands on. */
export interface LoadedPlugin {
  readonly source: string;
  readonly features: readonly BackendFeature[];
}
