import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";

/** A key as an npm registry has one, or a publisher of OCI artifacts. */
export class SigningKey {
  readonly keyid: string;
  readonly #pair = generateKeyPairSync("ec", { namedCurve: "P-256" });

  constructor(keyid = `SHA256:${randomUUID()}`) {
    this.keyid = keyid;
  }

  get pem(): string {
    const { publicKey } = this.#pair;
    return publicKey.export({ format: "pem", type: "spki" }) as string;
  }

  /** `sha256:<hex>`. */
  get fingerprint(): string {
    return `sha256:${this.#sha256().toString("hex")}`;
  }

  /** As bundles name a key. */
  get hint(): string {
    return this.#sha256().toString("base64");
  }

  /** DER. */
  signBytes(bytes: Buffer): Buffer {
    return sign("sha256", bytes, this.#pair.privateKey);
  }

  #sha256(): Buffer {
    const der = this.#pair.publicKey.export({ format: "der", type: "spki" });
    return createHash("sha256").update(der).digest();
  }

  /** As in `/-/npm/v1/keys`. */
  published(expires: string | null = null): object {
    const der = this.#pair.publicKey.export({ format: "der", type: "spki" });
    return {
      expires,
      keyid: this.keyid,
      keytype: "ecdsa-sha2-nistp256",
      scheme: "ecdsa-sha2-nistp256",
      key: der.toString("base64"),
    };
  }

  /** As in `dist.signatures`. */
  sign(message: string): { keyid: string; sig: string } {
    const sig = sign("sha256", Buffer.from(message), this.#pair.privateKey);
    return { keyid: this.keyid, sig: sig.toString("base64") };
  }
}
