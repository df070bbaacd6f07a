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
  /** What it shares with its host, by module name. */
  readonly shared: Readonly<Record<string, SharedUse>>;
}

/** How a remote uses a module that its host may share. */
export interface SharedUse {
  /** `*` where it says none. */
  readonly range: string;
  /** It wants the host's, whatever the version. */
  readonly singleton: boolean;
  /** It brings one that it can use instead. */
  readonly hasOwn: boolean;
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
  /** What a backend expects of the host, by name: its dependencies that aren't bundled inside the package. */
  readonly ranges: Readonly<Record<string, string>>;
  /** File of the package with the JSON Schema of its configuration, or the schema itself. */
  readonly configSchema: string | Readonly<Record<string, unknown>> | undefined;
}
