import { scrypt } from "node:crypto";
import { promisify } from "node:util";
import * as z from "zod";

const derive = promisify<
  string,
  Buffer,
  number,
  { N: number; r: number; p: number; maxmem: number },
  Buffer
>(scrypt);

const bytes = z.base64().transform((text) => Buffer.from(text, "base64"));

const envelopeSchema = z.object({
  kdf: z.object({
    name: z.literal("scrypt"),
    params: z.object({
      // A file must not take all memory there is: cosign writes 2^15 or 2^16.
      N: z
        .int()
        .min(2)
        .max(2 ** 20),
      r: z.int().min(1).max(32),
      p: z.int().min(1).max(16),
    }),
    salt: bytes,
  }),
  cipher: z.object({ name: z.literal("nacl/secretbox"), nonce: bytes }),
  ciphertext: bytes,
});

const KEY_BYTES = 32;

/**
 * What is inside a key file of cosign's: PKCS8 in DER. Undefined where the password is not the one. Throws where the
 * file is something else. https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md and
 * https://github.com/theupdateframework/go-tuf (its `encrypted` package, whose form it is)
 */
export async function openCosignKey(
  body: Buffer,
  password: string,
): Promise<Buffer | undefined> {
  const json: unknown = JSON.parse(body.toString());
  const { kdf, cipher, ciphertext } = envelopeSchema.parse(json);
  const { N, r, p } = kdf.params;
  const key = await derive(password, kdf.salt, KEY_BYTES, {
    ...kdf.params,
    maxmem: 128 * (N + p) * r + 2 ** 20,
  });
  const { xsalsa20poly1305 } = await import("@noble/ciphers/salsa.js");
  const box = xsalsa20poly1305(key, cipher.nonce);
  try {
    return Buffer.from(box.decrypt(ciphertext));
  } catch {
    // A tag that doesn't fit is all that it can say.
    return undefined;
  }
}
