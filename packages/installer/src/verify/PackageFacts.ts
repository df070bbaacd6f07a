import type { PluginParts, PluginProfile } from "@flyloft/plugin-core";

/** A package's federated remote, as its `dist/mf-manifest.json` describes it. Paths are relative to the package. */
export interface FrontendFacts {
  /** Container name and global variable. */
  readonly containerName: string;
  readonly globalName: string;
  readonly entry: string;
  /** SRI of the entry script. */
  readonly entryIntegrity: string;
  /** Its scripts may compile code in the browser. Left out where nobody looked. */
  readonly evaluatesCode?: boolean;
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

/** What a package lacks that was published as it is instead of exported for dynamic loading. */
export type Completion =
  /** It brings everything along. */
  | { readonly kind: "none" }
  /** A backend whose dependencies or configuration schema are still to be brought beside it. */
  | { readonly kind: "link" }
  /** A frontend of which a remote is to be built: files of the modules to expose, by name (`.`, `./alpha`). */
  | {
      readonly kind: "remote";
      readonly entries: Readonly<Record<string, string>>;
      /** Names of `entries` that hold features of the new frontend system, as far as the package tells. */
      readonly features: readonly string[];
    };

/** What a plugin asks to be allowed: known scopes, none twice. */
export interface AskedPermissions {
  /** It doesn't work without them. */
  readonly required: readonly string[];
  /** An administrator may grant them. */
  readonly optional: readonly string[];
}

/** What the later stages need to know of a package, read once when it is verified and kept beside it in the store. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  readonly profile: PluginProfile;
  readonly permissions: AskedPermissions;
  /** Its README, relative to the root of the package as it was fetched: `madeOf` where a remote was built of it. */
  readonly readme: string | undefined;
  /** `backstage.role`. */
  readonly role: string | undefined;
  /** `backstage.pluginId`. */
  readonly pluginId: string | undefined;
  /** `backstage.supported-versions`: the Backstage release that it was exported for. */
  readonly supportedVersions: string | undefined;
  readonly parts: PluginParts;
  /** Undefined for a frontend whose remote is still to be built. */
  readonly frontend: FrontendFacts | undefined;
  /** What has to be done before it can be loaded. */
  readonly completion: Completion;
  /** Other packages of the same plugin, by `backstage.pluginPackages`. */
  readonly pluginPackages: readonly string[];
  /** `engines.node`. */
  readonly node: string | undefined;
  /** What a backend expects of the host, by name: its dependencies that aren't bundled inside the package. */
  readonly ranges: Readonly<Record<string, string>>;
  /**
   * File with the JSON Schema of its configuration, relative to the package's root, or the schema itself. Of a package that
   * isn't complete yet, a `config.d.ts` too.
   */
  readonly configSchema: string | Readonly<Record<string, unknown>> | undefined;
}
