import {
  type KeyObject,
  createHash,
  createPublicKey,
  verify,
} from "node:crypto";
import type {
  NpmEvidence,
  RegistryKey,
  RegistrySignature,
} from "./NpmEvidence.ts";
import type { SignedSubject } from "./SignedSubject.ts";
import { type Verdict, mostTelling, refuse } from "./Verdict.ts";

/**
 * Whether one of the keys signed this name, this version and these bytes. Pure. That the registry says of a package that
 * it has no signature is a refusal like any other: whoever alters a package would leave it out.
 * https://docs.npmjs.com/about-registry-signatures
 */
export function checkRegistrySignature(
  subject: SignedSubject,
  keys: readonly RegistryKey[],
  { signatures, publishedAt, readAt }: NpmEvidence,
): Verdict {
  if (signatures.length === 0) {
    return refuse(
      "VERIFY_SIGNATURE_MISSING",
      "its registry has no signature of it",
    );
  }
  if (!/^sha(?:256|384|512)-/.test(subject.integrity)) {
    return refuse(
      "VERIFY_SIGNATURE_INVALID",
      "its registry tells nothing but a SHA-1 of it, which is no proof",
    );
  }
  return mostTelling(
    signatures.map((signature) =>
      checkOne(subject, signature, { keys, publishedAt, readAt }),
    ),
  );
}

type Times = Pick<NpmEvidence, "publishedAt" | "readAt">;

function checkOne(
  { name, version, integrity }: SignedSubject,
  { keyid, sig }: RegistrySignature,
  {
    keys,
    publishedAt,
    readAt,
  }: Times & { readonly keys: readonly RegistryKey[] },
): Verdict {
  const named = keys.filter((key) => key.keyid === keyid);
  if (named.length === 0) {
    return refuse(
      "VERIFY_SIGNER_FORBIDDEN",
      `it is signed with the key ${keyid}, which is none of those that count`,
    );
  }
  const message = Buffer.from(`${name}@${version}:${integrity}`);
  const right = named.find((key) => isSignedBy(key, message, sig));
  if (!right) {
    return refuse(
      "VERIFY_SIGNATURE_INVALID",
      `the signature with the key ${keyid} is not one of ${name}@${version} with these bytes`,
    );
  }
  if (!wasValid(right, { publishedAt, readAt })) {
    return refuse(
      "VERIFY_KEY_EXPIRED",
      `the key ${keyid} expired at ${right.expires}, and the version was published ${publishedAt ? `at ${publishedAt}` : "nobody knows when"}`,
    );
  }
  const identity = fingerprint(parseKey(right.key));
  return { signer: { kind: "registry", identity, keyId: keyid } };
}

function isSignedBy(
  { key }: RegistryKey,
  message: Buffer,
  sig: string,
): boolean {
  try {
    return verify("sha256", message, parseKey(key), Buffer.from(sig, "base64"));
  } catch {
    // A key or a signature that can't be read has signed nothing.
    return false;
  }
}

function parseKey(key: string): KeyObject {
  const der = Buffer.from(key, "base64");
  const parsed = createPublicKey({ key: der, format: "der", type: "spki" });
  if (parsed.asymmetricKeyType !== "ec") throw new Error("is no ECDSA key");
  return parsed;
}

/** The name of a key is the registry's choice; what it is isn't. */
function fingerprint(key: KeyObject): string {
  const der = key.export({ format: "der", type: "spki" });
  return `sha256:${createHash("sha256").update(der).digest("hex")}`;
}

/** Nothing signs the time of publication: a key that leaked has to be taken out of what counts, not only to expire. */
function wasValid(
  { expires }: RegistryKey,
  { publishedAt, readAt }: Times,
): boolean {
  if (!hasExpired({ expires })) return true;
  const end = Date.parse(expires ?? "");
  return [publishedAt, readAt].some((time) => Date.parse(time ?? "") < end);
}

export function hasExpired({ expires }: Pick<RegistryKey, "expires">): boolean {
  return expires !== null && Date.parse(expires) <= Date.now();
}
