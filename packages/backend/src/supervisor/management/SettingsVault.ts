import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { replaceFile } from "../replaceFile.ts";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals values of secret settings before they reach the database, so that its backups hold none. The key is a file of the
 * data folder, made with the first secret.
 */
export class SettingsVault {
  readonly #file: () => string;
  #key: Buffer | undefined;

  constructor(file: () => string) {
    this.#file = file;
  }

  /** `id` belongs to the value: sealed under another one, it can't be opened. */
  seal(id: string, value: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#readOrMakeKey(), nonce);
    cipher.setAAD(Buffer.from(id));
    const sealed = [cipher.update(value, "utf8"), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString(
      "base64",
    );
  }

  /** Undefined where the key is another one, or the sealed value was changed. */
  open(id: string, sealed: string): string | undefined {
    const key = (this.#key ??= readKey(this.#file()));
    if (!key) return undefined;
    const bytes = Buffer.from(sealed, "base64");
    try {
      const decipher = createDecipheriv(
        ALGORITHM,
        key,
        bytes.subarray(0, NONCE_BYTES),
      );
      decipher.setAAD(Buffer.from(id));
      const end = NONCE_BYTES + TAG_BYTES;
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, end));
      const opened = [decipher.update(bytes.subarray(end)), decipher.final()];
      return Buffer.concat(opened).toString("utf8");
    } catch {
      return undefined;
    }
  }

  #readOrMakeKey(): Buffer {
    const known = (this.#key ??= readKey(this.#file()));
    if (known) return known;
    const key = randomBytes(KEY_BYTES);
    replaceFile(this.#file(), key.toString("base64"));
    this.#key = key;
    return key;
  }
}

function readKey(file: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(file, "utf8"), "base64");
    return key.length === KEY_BYTES ? key : undefined;
  } catch {
    return undefined;
  }
}
