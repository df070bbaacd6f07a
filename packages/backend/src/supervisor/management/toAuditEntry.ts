import type { AuditEntry } from "@flyloft/management";
import type { GenerationPlugin } from "../Generation.ts";
import type { NumberedRecord } from "./AuditRecord.ts";
import { toProblem } from "./JobBook.ts";

/** As the API tells it. `plugin` is what it is about now, where that is still there. */
export function toAuditEntry(
  record: NumberedRecord,
  plugin: GenerationPlugin | undefined,
): AuditEntry {
  const { before, key, reason, ...rest } = record;
  const isFile = plugin?.report.origin?.kind === "file";
  const canRollBack =
    record.outcome === "done" &&
    plugin?.key === key &&
    key !== undefined &&
    before !== undefined &&
    (before !== null || isFile);
  const entry = {
    ...rest,
    canRollBack,
    ...(reason && { reason: toProblem(reason) }),
  };
  return JSON.parse(JSON.stringify(entry)) as AuditEntry;
}
