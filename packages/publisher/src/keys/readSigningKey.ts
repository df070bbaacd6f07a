import { type KeyObject, createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { PublishError } from "../errors.ts";
import { missingPassword } from "./createKeyPair.ts";
import { openCosignKey } from "./openCosignKey.ts";
import { SigningKey } from "./SigningKey.ts";

export interface KeySource {
  /** Of a private key in PEM: PKCS8, SEC1 or cosign's own; or `env://NAME`, a variable that holds one. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked where the key takes one; undefined where there is none to be had. */
  readonly password: () => Promise<string | undefined>;
}

const PEM =
  /-----BEGIN ((?:\w+ )*PRIVATE KEY)-----\r?\n([\s\S]+?)-----END \1-----/;
const COSIGN = /^ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY$/;

/**
 * Opens a private key.
 *
 * @throws PublishError `PUBLISH_KEY_UNREADABLE`, `PUBLISH_KEY_UNSUPPORTED`, `PUBLISH_PASSWORD_MISSING`,
 * `PUBLISH_PASSWORD_WRONG`
 */
export async function readSigningKey(source: KeySource): Promise<SigningKey> {
  const { file } = source;
  const text = await readText(source);
  const [pem, label, body = ""] = PEM.exec(text) ?? [];
  if (!pem || !label) {
    const isPublic = text.includes("PUBLIC KEY-----");
    const what = isPublic ? "a public key, not a private one" : "no key in PEM";
    throw unreadable(file, `there is ${what} in it`);
  }
  const isCosign = COSIGN.test(label);
  const isEncrypted =
    isCosign ||
    label === "ENCRYPTED PRIVATE KEY" ||
    /^Proc-Type: 4,ENCRYPTED/m.test(body);
  const password = isEncrypted ? await source.password() : undefined;
  if (isEncrypted && password === undefined) throw missingPassword(file);
  const key = isCosign
    ? await openCosign(body, password ?? "", file)
    : openPem(pem, password, file);
  return new SigningKey(key, file);
}

async function readText({ file, env }: KeySource): Promise<string> {
  const [, name] = /^env:\/\/(.+)$/.exec(file) ?? [];
  if (name === undefined) {
    return readFile(file, "utf8").catch((cause: Error) => {
      throw unreadable(file, cause.message, cause);
    });
  }
  const text = env[name];
  if (text) return text;
  throw unreadable(file, "there is no such variable");
}

async function openCosign(
  body: string,
  password: string,
  file: string,
): Promise<KeyObject> {
  let der: Buffer | undefined;
  try {
    der = await openCosignKey(Buffer.from(body, "base64"), password);
  } catch {
    // What came instead may hold secrets: it isn't told.
    throw unreadable(file, "it isn't as cosign writes keys");
  }
  if (!der) throw wrongPassword(file);
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch {
    throw unreadable(file, "what is encrypted in it is no key");
  }
}

function openPem(
  pem: string,
  passphrase: string | undefined,
  file: string,
): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase && { passphrase }) });
  } catch (cause) {
    if (passphrase !== undefined) throw wrongPassword(file);
    throw unreadable(file, (cause as Error).message, cause);
  }
}

function unreadable(file: string, why: string, cause?: unknown): PublishError {
  return new PublishError(
    "PUBLISH_KEY_UNREADABLE",
    `The key in ${file} can't be read: ${why}`,
    {
      hint: "Name a private key in PEM: one that flyloft plugin keygen, cosign or openssl made.",
      place: { file },
      cause,
    },
  );
}

function wrongPassword(file: string): PublishError {
  return new PublishError(
    "PUBLISH_PASSWORD_WRONG",
    `The password doesn't open the key in ${file}`,
    {
      hint: "It comes from FLYLOFT_KEY_PASSWORD, else COSIGN_PASSWORD, else the terminal. There is no way around it: without it, make another key.",
      place: { file },
    },
  );
}
