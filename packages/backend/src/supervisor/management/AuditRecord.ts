import type { ErrorReport } from "@flyloft/plugin-core";
import type { DesiredRow } from "./DesiredState.ts";

/** What somebody did, or tried to. */
export interface AuditRecord {
  /** ISO 8601. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  /** The package. Undefined where it is about the whole portal. */
  readonly plugin: string | undefined;
  readonly key: string | undefined;
  readonly outcome: "done" | "failed" | "refused";
  readonly fromGeneration: number | undefined;
  readonly toGeneration: number | undefined;
  readonly summary: string | undefined;
  readonly reason: ErrorReport | undefined;
  /** What was desired of the plugin before; `null` where nothing was. Undefined where that wasn't touched. */
  readonly before?: DesiredRow | null | undefined;
}

export interface NumberedRecord extends AuditRecord {
  readonly number: number;
}
