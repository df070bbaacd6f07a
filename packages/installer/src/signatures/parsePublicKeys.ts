import { type KeyObject, createHash, createPublicKey } from "node:crypto";
import { parseRegistryKeys } from "./parseRegistryKeys.ts";

/** A public key that a rule believes. */
export interface PublicKey {
  readonly key: KeyObject;
  /** Of the key in DER, hex. */
  readonly sha256: string;
  /** The name that its file calls it by. */
  readonly keyId: string | undefined;
  /** ISO 8601. */
  readonly expires: string | null;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;
const LEAST_RSA_BITS = 2048;

/**
 * The content of a file with public keys: blocks of PEM, or JSON as registries have it at `/-/npm/v1/keys`, in which a key
 * can expire. Throws Error with what is wrong with it.
 */
export function parsePublicKeys(text: string): readonly PublicKey[] {
  const keys = text.trimStart().startsWith("{")
    ? readJson(text)
    : readPem(text);
  if (keys.length > 0) return keys;
  throw new Error("it has no public key: neither PEM nor `keys` in JSON");
}

function readPem(text: string): PublicKey[] {
  return [...text.matchAll(BLOCK)].map(([block, label]) => {
    if (label !== "PUBLIC KEY") {
      throw new Error(`it has a ${label} where public keys belong`);
    }
    return toPublicKey(createPublicKey(block), undefined, null);
  });
}

function readJson(text: string): PublicKey[] {
  const keys = parseRegistryKeys(JSON.parse(text)) ?? [];
  return keys.map(({ key: encoded, keyid, expires }) => {
    const der = Buffer.from(encoded, "base64");
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    return toPublicKey(key, keyid, expires);
  });
}

function toPublicKey(
  key: KeyObject,
  keyId: string | undefined,
  expires: string | null,
): PublicKey {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = key;
  const isStrong =
    kind === "ec" ||
    kind === "ed25519" ||
    (kind === "rsa" && (details?.modulusLength ?? 0) >= LEAST_RSA_BITS);
  if (!isStrong) {
    throw new Error(
      `signatures of its key (${kind} ${details?.modulusLength ?? ""}) aren't checked: ECDSA, Ed25519 and RSA of 2048 bits and more are`,
    );
  }
  const der = key.export({ format: "der", type: "spki" });
  const sha256 = createHash("sha256").update(der).digest("hex");
  return { key, sha256, keyId, expires };
}
