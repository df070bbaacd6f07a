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
  /** What it takes from the host, by module name: the range that it asks for, `*` where it says none. */
  readonly sharedRanges: Readonly<Record<string, string>>;
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
  /**
   * What the package expects of the host, by name: a backend's dependencies that aren't bundled inside the package, a
   * remote's shared modules.
   */
  readonly ranges: Readonly<Record<string, string>>;
  /** File of the package with the JSON Schema of its configuration, or the schema itself. */
  readonly configSchema: string | Readonly<Record<string, unknown>> | undefined;
}
