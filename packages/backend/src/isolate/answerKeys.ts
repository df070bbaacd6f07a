import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PublicKey } from "../supervisor/HostLink.ts";

/** Where plugins ask for each other's keys. */
const KEYS_PATH = /^\/api\/[^/]+\/\.backstage\/auth\/v1\/jwks\.json$/i;

export function isKeyRequest({ method, url = "" }: IncomingMessage): boolean {
  return method === "GET" && KEYS_PATH.test(url);
}

/**
 * Answers for a host what its calls are signed with, as upstream's auth service would. The host can't while it starts,
 * when it may wait for the very plugin that asks.
 */
export function answerKeys(
  response: ServerResponse,
  { keyId, publicKeyFile }: PublicKey,
): void {
  const key = createPublicKey(readFileSync(publicKeyFile)).export({
    format: "jwk",
  });
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({ keys: [{ ...key, kid: keyId, alg: "ES256" }] }),
  );
}
