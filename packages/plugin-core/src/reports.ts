import type { ErrorReport, Place } from "./errors.ts";

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
  | {
      /** Its process ended and is started again. */
      readonly state: "restarting";
      readonly reason: ErrorReport;
      /** ISO 8601. */
      readonly retryAt: string;
    }
  | { readonly state: "failed"; readonly reason: ErrorReport };

/** Where a plugin's code runs: in the shared backend process, in one of its own, in one that is fenced in. */
export type IsolationTier = "none" | "process" | "sandbox";

/** What `sandbox` is made of. A machine may not have all of it. */
export type SandboxMechanism = "permissions" | "limits" | "bubblewrap";

/** What was asked for, and what is in force. */
export interface IsolationReport {
  readonly asked: IsolationTier;
  readonly inForce: IsolationTier;
  readonly mechanisms: readonly SandboxMechanism[];
}

/** The process of an isolated plugin. */
export interface ProcessReport {
  readonly pid: number | undefined;
  /** Since the generation started. */
  readonly restarts: number;
  /** Resident memory in bytes, as last measured. */
  readonly memory: number | undefined;
}

/** Who signed a package, as far as the portal's rules asked. */
export interface PluginSigner {
  /**
   * Of npm packages, `registry`: a key of the registry that published it; `provenance`: the build that made it. Of OCI
   * artifacts, `key`: a key of its publisher; `certificate`: somebody for whom an issuer of certificates vouched.
   */
  readonly kind: "registry" | "provenance" | "key" | "certificate";
  /** Of a key, `sha256:<hex>` over it (SPKI, DER); else the workflow or address in the certificate. */
  readonly identity: string;
  /** Of a key, the name that signatures or the file with the keys call it by. */
  readonly keyId?: string;
  /** Of a certificate, who vouched for its identity. */
  readonly issuer?: string;
  /** Of a certificate, the repository that was built from, where it tells. */
  readonly repository?: string;
}

/** What a plugin is for. */
export type PluginCategory =
  "UI" | "Model" | "Data" | "Integration" | "Utility";

/** What a plugin asks to be allowed. */
export interface PluginPermissions {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Of the optional ones. */
  readonly granted: readonly string[];
}

/** Who says that a plugin is here. */
export interface PluginOrigin {
  readonly kind: "file" | "administrator";
  /** The file says `locked: true`: nothing of it can be changed while the portal runs. */
  readonly isLocked: boolean;
  /** An administrator changed what the file says. */
  readonly isChanged: boolean;
  readonly place?: Place | undefined;
}

/** What a package says of itself to people. */
export interface PluginProfile {
  /** A name for people. */
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  /** SPDX expression. */
  readonly license?: string | undefined;
  /** An https URL. */
  readonly homepage?: string | undefined;
  readonly category?: PluginCategory | undefined;
}

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
  /** Left out where no rule asks who signed it. */
  readonly signer?: PluginSigner | undefined;
  readonly parts: PluginParts;
  readonly status: PluginStatus;
  readonly warnings: readonly ErrorReport[];
  /** True where the registry could not be asked and the locked version was taken from the store. */
  readonly stale: boolean;
  readonly profile?: PluginProfile | undefined;
  /** It came with the portal. */
  readonly isBuiltIn?: boolean | undefined;
  /** Left out where the portal itself brings it. */
  readonly origin?: PluginOrigin | undefined;
  readonly permissions?: PluginPermissions | undefined;
  /** Its package has a schema of its configuration. */
  readonly hasSettings?: boolean | undefined;
  /** Undefined for plugins without a backend, and those that are disabled. */
  readonly isolation?: IsolationReport | undefined;
  readonly process?: ProcessReport | undefined;
}

/** What became of a generation, for `GET /api/plugin-manager/v1/generations` and `flyloft generations`. */
export interface GenerationRecord {
  readonly number: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** `rejected`: it didn't come up, or didn't stay up, and the one before it kept or got the traffic. */
  readonly state: "active" | "retired" | "rejected";
  /** What asked for it, e.g. `app-config.yaml` or `roll-back to 3`. */
  readonly cause: string;
  /** Whether its content is still there to go back to. */
  readonly isKept: boolean;
  readonly activatedAt?: string;
  readonly reason?: ErrorReport;
}
