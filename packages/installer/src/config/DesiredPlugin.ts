import type { JsonObject } from "./PluginRequest.ts";

/** What administrators changed of one plugin while the portal runs, on top of the configuration files. */
export interface DesiredPlugin {
  /** From `desiredKey`. */
  readonly key: string;
  /** The package's name, where it was known once: a plugin that fails or is disabled keeps it. */
  readonly name?: string | undefined;
  /** As in `package:`. Undefined: as the file says. */
  readonly reference?: string | undefined;
  readonly enabled?: boolean | undefined;
  /**
   * Merged over `pluginConfig`, leaf by leaf; lists are values. A leaf `{ "$setting": id }` is the secret that the
   * environment has as `setting:<id>`. Nothing else is substituted: who may configure a plugin may not read variables.
   */
  readonly settings?: JsonObject | undefined;
  readonly with?: "family" | readonly string[] | undefined;
  readonly isolation?: "none" | "process" | "sandbox" | undefined;
  /** Optional permissions that were granted. */
  readonly granted?: readonly string[] | undefined;
}

/** What is laid over the configuration files. */
export interface ConfigOverlay {
  readonly desired: readonly DesiredPlugin[];
  /** The folder that relative paths in `reference` start from. */
  readonly baseDir: string;
  /** The folder of the plugins that come with the portal. */
  readonly builtInDir?: string | undefined;
}

/** Stands for a file in places: `administrators' settings (npm:@acme/x)`. */
export const OVERLAY_FILE = "administrators' settings";
