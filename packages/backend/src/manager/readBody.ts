import type { IncomingMessage } from "node:http";
import { mediaTypeOf } from "@flyloft/management/server";
import { BackendError } from "../errors.ts";

const LIMIT_BYTES = 1_000_000;

/**
 * The body where it is JSON, undefined where there is none.
 *
 * @throws BackendError `MANAGE_REQUEST_INVALID`, `MANAGE_MEDIA_TYPE`
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT_BYTES) throw invalid("The body has more than 1 MB.");
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  const type = mediaTypeOf(request.headers["content-type"]);
  if (type !== "application/json") {
    throw new BackendError("MANAGE_MEDIA_TYPE", `The body is ${type}.`, {
      hint: "This operation takes application/json.",
    });
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch (cause) {
    throw invalid(`The body is no JSON: ${(cause as Error).message}`, cause);
  }
}

function invalid(message: string, cause?: unknown): BackendError {
  return new BackendError("MANAGE_REQUEST_INVALID", message, {
    hint: "The portal serves the description of its API at /api/plugin-manager/v1/openapi.json.",
    cause,
  });
}
