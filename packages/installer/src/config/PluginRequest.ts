import type { Place, Reference } from "@flyloft/plugin-core";

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** `Always` asks the registry at every start what a tag or range means now; otherwise the lock and the store decide. */
export type PullPolicy = "IfNotPresent" | "Always";

/** One entry of `dynamicPlugins.plugins`, parsed. The value that the config stage hands on. */
export interface PluginRequest {
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
  /** What an incompatibility found before import leads to. */
  readonly compatibility: "enforce" | "warn";
}
