/** What the portal offers to plugins, for the compatibility check. */
export interface HostFacts {
  /** The Backstage release that the portal is built from, e.g. `1.55.0`. */
  readonly backstageVersion: string;
  /** `process.versions.node`. */
  readonly node: string;
  /** Exact versions of the packages that backend plugins get from the host, by name. */
  readonly shared: Readonly<Record<string, string>>;
  /** Exact versions of the modules that the shell gives to remotes, by import specifier. */
  readonly sharedWithRemotes: Readonly<Record<string, string>>;
  /** The portal's `node_modules`, from which a remote's build takes what is there in a version that fits. */
  readonly modules: string;
  /** Packages of plugins that it has by itself. */
  readonly plugins?: readonly string[];
}
