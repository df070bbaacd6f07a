import { generateKeyPairSync, randomUUID, sign } from "node:crypto";

/** A key as an npm registry has one. */
export class SigningKey {
  readonly keyid: string;
  readonly #pair = generateKeyPairSync("ec", { namedCurve: "P-256" });

  constructor(keyid = `SHA256:${randomUUID()}`) {
    this.keyid = keyid;
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
