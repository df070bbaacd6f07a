import type { Place, PluginOrigin, Reference } from "@flyloft/plugin-core";
import type { IsolationRequest } from "./IsolationRequest.ts";

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** `Always` asks the registry at every start what a tag or range means now; otherwise the lock and the store decide. */
export type PullPolicy = "IfNotPresent" | "Always";

/** One leaf of a `pluginConfig`: a scalar, a list or an empty mapping. */
export interface ConfigLeaf {
  /** Keys from the root of the app's configuration. */
  readonly path: readonly string[];
  readonly line: number | undefined;
  /** As it stands in the file, variables not replaced: fit to be shown. */
  readonly written: string;
  /** Left out where it is the file of the entry. */
  readonly file?: string | undefined;
}

/** One entry of `dynamicPlugins.plugins`, parsed. The value that the config stage hands on. */
export interface PluginRequest {
  /** From `desiredKey`: what administrators' changes of the plugin are kept by. */
  readonly key: string;
  readonly reference: Reference;
  /** The reference as written, redacted: for messages, the lockfile's key and the Plugins page. */
  readonly text: string;
  /** Where the entry stands. */
  readonly place: Place;
  /** The folder that relative paths in `reference` start from. */
  readonly baseDir: string;
  readonly enabled: boolean;
  /** A start fails where a required plugin can't be installed. */
  readonly required: boolean;
  /** SRI string(s), or `sha256:<hex>` for OCI. */
  readonly integrity: string | undefined;
  readonly pullPolicy: PullPolicy;
  readonly pluginConfig: JsonObject | undefined;
  /** Where each leaf of `pluginConfig` stands. Left out where the entry comes from no file. */
  readonly configLeaves?: readonly ConfigLeaf[] | undefined;
  /**
   * What an incompatibility found before import leads to: the plugin isn't loaded, or is with a warning, or brings its own
   * copy of what the host shares in another version.
   */
  readonly compatibility: "enforce" | "warn" | "own";
  readonly isolation: IsolationRequest;
  /**
   * `family`: the other plugins of `backstage.pluginPackages` are wanted too; `expandFamilies` finds out which. A list of
   * references is expanded by the config stage already. Left out where the entry stands alone.
   */
  readonly with?: "family" | undefined;
  readonly origin: PluginOrigin;
  /** Optional permissions that the plugin was given. */
  readonly granted: readonly string[];
  /** The package's name as it was known before; nothing relies on it. */
  readonly knownName?: string | undefined;
  /** It came with the portal. */
  readonly isBuiltIn: boolean;
  /** Key of the entry that brings it along. Left out where it has an entry of its own. */
  readonly comesWith?: string | undefined;
}
