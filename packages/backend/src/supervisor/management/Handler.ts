import type { OperationId } from "@flyloft/management";
import type { ManagementAnswer, ManagementCall } from "../messages.ts";

/** Answers one operation. Rejects with why it can't. */
export type Handler = (call: ManagementCall) => Promise<ManagementAnswer>;

export type Handlers = Partial<Record<OperationId, Handler>>;

export function ok(body: unknown): ManagementAnswer {
  return { status: 200, body };
}

/** The plugin that a call is about. */
export function nameOf({ parameters }: ManagementCall): string {
  return String(parameters["name"]);
}
