import type { FieldProblem } from "@flyloft/management";
import { reportError } from "@flyloft/plugin-core";
import { BackendError, type BackendErrorCode } from "../../errors.ts";
import type { ManagementAnswer } from "../messages.ts";
import { toProblem } from "./JobBook.ts";

/** Settings that can't be: each field has its problem. */
export class SettingsError extends BackendError {
  readonly fields: readonly FieldProblem[];

  constructor(plugin: string, fields: readonly FieldProblem[]) {
    const told = fields
      .map(({ path, message }) => `${path || "/"} ${message}`)
      .join("; ");
    super(
      "MANAGE_SETTINGS_INVALID",
      `These settings of ${plugin} can't be used: ${told}.`,
      {
        hint: `Correct the fields that are named; \`flyloft config:docs ${plugin}\` describes every key.`,
        plugin,
      },
    );
    this.fields = fields;
  }
}

/** HTTP status by code; 400 for what isn't here: somebody asked for what can't be. */
const STATUS: Readonly<Partial<Record<BackendErrorCode, number>>> = {
  MANAGE_PLUGIN_UNKNOWN: 404,
  MANAGE_UPLOAD_UNKNOWN: 404,
  MANAGE_DEVELOPMENT_UNKNOWN: 404,
  MANAGE_DEVELOPMENT_TICKET: 403,
  MANAGE_DEVELOPMENT_OFF: 409,
  MANAGE_DEVELOPMENT_LIMIT: 409,
  MANAGE_HISTORY_UNKNOWN: 404,
  MANAGE_JOB_UNKNOWN: 404,
  MANAGE_READ_ONLY: 409,
  MANAGE_LOCKED: 409,
  MANAGE_IN_FILE: 409,
  MANAGE_BUILT_IN: 409,
  MANAGE_COMES_WITH: 409,
  MANAGE_NOTHING_TO_CHANGE: 409,
  MANAGE_SETTINGS_CHANGED: 409,
  MANAGE_KEY_REUSED: 409,
  MANAGE_ALREADY_INSTALLED: 409,
  MANAGE_DATABASE_UNREACHABLE: 503,
};

/** Any thrown value as an answer. */
export function refuse(error: unknown): ManagementAnswer {
  const report = reportError(error, "MANAGE_FAILED");
  const isOurs = (error as { code?: unknown }).code === report.code;
  const known = STATUS[report.code as BackendErrorCode];
  const fields = error instanceof SettingsError ? error.fields : undefined;
  return {
    status: known ?? (isOurs ? 400 : 500),
    body: { error: { ...toProblem(report), ...(fields && { fields }) } },
  };
}
