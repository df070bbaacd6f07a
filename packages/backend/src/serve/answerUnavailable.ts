import type { BackendErrorCode } from "../errors.ts";
import type { Exchange } from "./Route.ts";

/** Why a plugin can't answer a request. */
export interface Unavailability {
  readonly status: 502 | 503;
  readonly code?: BackendErrorCode;
  readonly message: string;
  /** In seconds. */
  readonly retryAfter: number | undefined;
}

/** Answers in a plugin's place, in the form of Backstage's error bodies. */
export function answerUnavailable(
  { request, response }: Exchange,
  { status, code, message, retryAfter }: Unavailability,
): void {
  const name = status === 503 ? "ServiceUnavailableError" : "BadGatewayError";
  const body = JSON.stringify({
    error: { name, message, ...(code && { code }) },
    request: { method: request.method, url: request.url },
    response: { statusCode: status },
  });
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
  });
  response.end(body);
}
