import type { ServerResponse } from "node:http";
import { isFlyloftError, reportError } from "@flyloft/plugin-core";
import type { BackendErrorCode } from "../errors.ts";

/** The HTTP status of what the face of the plugin manager refuses by itself. */
const STATUSES: Readonly<Partial<Record<BackendErrorCode, number>>> = {
  MANAGE_REQUEST_INVALID: 400,
  MANAGE_CROSS_SITE: 403,
  MANAGE_FORBIDDEN: 403,
  MANAGE_PLUGIN_UNKNOWN: 404,
  MANAGE_READ_ONLY: 409,
  MANAGE_UPLOAD_TOO_LARGE: 413,
  MANAGE_MEDIA_TYPE: 415,
  MANAGE_POLICY_UNAVAILABLE: 503,
};

/** Answers with a `Refusal`. False where the error is none of ours. */
export function refuse(response: ServerResponse, error: unknown): boolean {
  const status = isFlyloftError(error)
    ? STATUSES[error.code as BackendErrorCode]
    : undefined;
  if (status === undefined) return false;
  // What is left of a body that was refused is not waited for.
  if (!response.req.complete) response.setHeader("connection", "close");
  sendJson(response, status, { error: reportError(error, "MANAGE_FAILED") });
  return true;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(body));
}
