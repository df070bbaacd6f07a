import type { PluginParts } from "@flyloft/plugin-core";

/** A package's federated remote, as its `dist/mf-manifest.json` describes it. Paths are relative to the package. */
export interface FrontendFacts {
  /** Container name and global variable. */
  readonly containerName: string;
  readonly globalName: string;
  readonly entry: string;
  /** SRI of the entry script. */
  readonly entryIntegrity: string;
  readonly exposes: readonly ExposedModule[];
}

export interface ExposedModule {
  /** `.` or `./alpha`. */
  readonly name: string;
  /** Scripts that the module needs before it can run. */
  readonly scripts: readonly string[];
}

/** What the later stages need to know of a package, read once when it is verified and kept beside it in the store. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  /** `backstage.role`. */
  readonly role: string | undefined;
  /** `backstage.pluginId`. */
  readonly pluginId: string | undefined;
  /** `backstage.supported-versions`: the Backstage release that it was exported for. */
  readonly supportedVersions: string | undefined;
  readonly parts: PluginParts;
  readonly frontend: FrontendFacts | undefined;
  /** `engines.node`. */
  readonly node: string | undefined;
  /** Ranges of `dependencies` and `peerDependencies` that are not bundled inside the package, by package name. */
  readonly ranges: Readonly<Record<string, string>>;
  /** File of the package with the JSON Schema of its configuration, or the schema itself. */
  readonly configSchema: string | Readonly<Record<string, unknown>> | undefined;
}
