import type { Evaluation } from "./compileSchema.ts";

/** What a schema says of the configuration. */
export interface JudgedSchema extends Evaluation {
  readonly packageName: string;
  /** The plugin that brings it; undefined for the portal's own. */
  readonly owner: SchemaOwner | undefined;
}

export interface SchemaOwner {
  /** The plugin's package. */
  readonly plugin: string;
  /** Packages of one plugin may see each other's configuration. */
  readonly pluginId: string;
}
