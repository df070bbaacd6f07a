import {
  type KeyObject,
  createHash,
  createPublicKey,
  sign,
  verify,
} from "node:crypto";
import { PublishError } from "../errors.ts";

/** A private key, open in memory. */
export class SigningKey {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #hash: string | null;

  /** Throws PublishError `PUBLISH_KEY_UNSUPPORTED`. `file` is for the message. */
  constructor(privateKey: KeyObject, file: string) {
    this.#hash = hashFor(privateKey, file);
    this.#privateKey = privateKey;
    this.#publicKey = createPublicKey(privateKey);
  }

  /** PEM, SPKI. */
  get publicPem(): string {
    return this.#publicKey.export({ format: "pem", type: "spki" }) as string;
  }

  /** `sha256:<hex>` over the public key (SPKI, DER). */
  get fingerprint(): string {
    return `sha256:${this.#digest().toString("hex")}`;
  }

  /** By which bundles tell which key to try: https://github.com/sigstore/protobuf-specs */
  get hint(): string {
    return this.#digest().toString("base64");
  }

  sign(message: Uint8Array): Buffer {
    return sign(this.#hash, message, this.#privateKey);
  }

  /** Whether this key made the signature. */
  made(signature: Uint8Array, message: Uint8Array): boolean {
    return verify(this.#hash, message, this.#publicKey, signature);
  }

  #digest(): Buffer {
    const der = this.#publicKey.export({ format: "der", type: "spki" });
    return createHash("sha256").update(der).digest();
  }
}

const LEAST_RSA_BITS = 2048;

/** With what cosign verifies signatures of such a key. */
function hashFor(key: KeyObject, file: string): string | null {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = key;
  if (kind === "ed25519") return null;
  const isEcdsa = kind === "ec" && details?.namedCurve === "prime256v1";
  const isRsa =
    kind === "rsa" && (details?.modulusLength ?? 0) >= LEAST_RSA_BITS;
  if (isEcdsa || isRsa) return "sha256";
  const more = details?.namedCurve ?? details?.modulusLength ?? "";
  throw new PublishError(
    "PUBLISH_KEY_UNSUPPORTED",
    `${file} has a key (${[kind, more].join(" ").trim()}) whose signatures not everybody verifies`,
    {
      hint: "Make one with flyloft plugin keygen, or use ECDSA on P-256, Ed25519, or RSA of 2048 bits and more.",
      place: { file },
    },
  );
}
