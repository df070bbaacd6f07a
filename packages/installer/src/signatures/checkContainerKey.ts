import { verify } from "node:crypto";
import type { PublicKey } from "./parsePublicKeys.ts";
import type { ParsedSignature } from "./SignedClaim.ts";
import { type Verdict, refuse } from "./Verdict.ts";

/**
 * Whether one of the keys made a signature. Nothing tells when it was made, so that a key that has expired counts only for
 * what was read before. Pure.
 */
export function checkContainerKey(
  parsed: ParsedSignature,
  keys: readonly PublicKey[],
  readAt: string,
): Verdict {
  if (parsed.by === "certificate") {
    return refuse(
      "VERIFY_SIGNER_FORBIDDEN",
      "it is signed with a certificate, which is none of the keys that count",
    );
  }
  const right = keys.find((key) => isMadeBy(key, parsed));
  if (!right) return explainOther(parsed, keys);
  const { sha256, keyId, expires } = right;
  const identity = `sha256:${sha256}`;
  const now = new Date().toISOString();
  const wasValid =
    expires === null ||
    [now, readAt].some((time) => Date.parse(time) < Date.parse(expires));
  if (wasValid) {
    return { signer: { kind: "key", identity, ...(keyId && { keyId }) } };
  }
  return refuse(
    "VERIFY_KEY_EXPIRED",
    `the key ${keyId ?? identity} expired at ${expires}, and nothing tells that the signature was made before`,
  );
}

/** Elliptic curves sign hashes of about their own size; cosign takes SHA-256 for all. */
const HASHES: Readonly<Record<string, readonly (string | null)[]>> = {
  ec: ["sha256", "sha384", "sha512"],
  rsa: ["sha256"],
  ed25519: [null],
};

function isMadeBy(
  { key }: PublicKey,
  { message, signature }: ParsedSignature,
): boolean {
  const hashes = HASHES[key.asymmetricKeyType ?? ""] ?? [];
  return hashes.some((hash) => {
    try {
      return verify(hash, message, key, signature);
    } catch {
      // What can't be read as a signature of such a key isn't one.
      return false;
    }
  });
}

/** Only some signatures tell whose they claim to be. */
function explainOther(
  { hint }: ParsedSignature,
  keys: readonly PublicKey[],
): Verdict {
  const named = keys.find(({ sha256 }) => hint === encodeHint(sha256));
  if (named) {
    return refuse(
      "VERIFY_SIGNATURE_INVALID",
      `its signature claims to be made with the key sha256:${named.sha256} and isn't, or it or what it says was altered`,
    );
  }
  return refuse(
    "VERIFY_SIGNER_FORBIDDEN",
    hint === undefined
      ? "none of the keys that count made its signature: another one did, or it or what it says was altered"
      : `it is signed with the key ${hint}, which is none of those that count`,
  );
}

/** As cosign tells which key to try. */
function encodeHint(sha256: string): string {
  return Buffer.from(sha256, "hex").toString("base64");
}
