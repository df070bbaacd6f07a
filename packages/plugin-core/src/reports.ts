import type { ErrorReport } from "./errors.ts";

/** The kinds of source a plugin's package can come from. */
export type SourceKind = "folder" | "archive" | "url" | "npm" | "oci";

/** Which parts of a plugin a package holds. */
export interface PluginParts {
  readonly backend: boolean;
  readonly frontend: boolean;
}

/**
 * Where a plugin stands in the running generation. `failed` always comes with the reason; the stage is the prefix of
 * its code.
 */
export type PluginStatus =
  | { readonly state: "disabled" }
  | { readonly state: "starting" }
  | { readonly state: "active" }
  | { readonly state: "failed"; readonly reason: ErrorReport };

/** One row of the Plugins page and of `GET /api/plugin-manager/v1/plugins`. */
export interface PluginReport {
  /** The package's name, or the reference as written while the name is unknown. */
  readonly name: string;
  readonly version: string | undefined;
  readonly description: string | undefined;
  /** Backstage's plugin id, where the package or the loaded feature tells it. */
  readonly pluginId: string | undefined;
  readonly source: SourceKind;
  /** As written in the configuration, redacted. */
  readonly reference: string;
  /** The exact identity of the bytes: `sha256:…` for OCI, `sha512-…` for npm, the tree's hash for folders. */
  readonly digest: string | undefined;
  readonly parts: PluginParts;
  readonly status: PluginStatus;
  readonly warnings: readonly ErrorReport[];
  /** True where the registry could not be asked and the locked version was taken from the store. */
  readonly stale: boolean;
}
