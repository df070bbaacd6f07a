import type { InstallerError } from "../errors.ts";
import type { PluginRequest } from "./PluginRequest.ts";

/** An entry that can't be used, with what a report needs of it. */
export interface EntryFailure {
  /** As written, redacted. */
  readonly text: string;
  /** Undefined where the entry can't be parsed. */
  readonly request: PluginRequest | undefined;
  readonly required: boolean;
  readonly error: InstallerError;
}
