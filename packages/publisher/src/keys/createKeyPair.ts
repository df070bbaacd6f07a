import { generateKeyPairSync } from "node:crypto";
import { access, rm, writeFile } from "node:fs/promises";
import { PublishError } from "../errors.ts";
import { SigningKey } from "./SigningKey.ts";

export interface KeyPairOptions {
  /** Of both files, without `.key` and `.pub`. */
  readonly file: string;
  /** What protects the private key. Not asked for where a file is in the way; undefined where there is none to be had. */
  readonly password: () => Promise<string | undefined>;
}

export interface CreatedKeyPair {
  readonly privateFile: string;
  readonly publicFile: string;
  /** `sha256:<hex>`, by which portals and lockfiles call the key. */
  readonly fingerprint: string;
}

/** For the owner alone. */
const SECRET = 0o600;

/**
 * Makes a key pair to sign with: ECDSA on P-256, as cosign does, in files that openssl reads. Files that are there stay as
 * they are.
 *
 * @throws PublishError `PUBLISH_KEY_EXISTS`, `PUBLISH_PASSWORD_MISSING`, `PUBLISH_KEY_UNWRITABLE`
 */
export async function createKeyPair({
  file,
  password,
}: KeyPairOptions): Promise<CreatedKeyPair> {
  const files = { privateFile: `${file}.key`, publicFile: `${file}.pub` };
  const { privateFile, publicFile } = files;
  for (const one of [privateFile, publicFile]) await refuseExisting(one);
  const passphrase = await password();
  if (!passphrase) throw missingPassword(privateFile);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { publicPem, fingerprint } = new SigningKey(privateKey, privateFile);
  const pem = privateKey.export({
    format: "pem",
    type: "pkcs8",
    cipher: "aes-256-cbc",
    passphrase,
  });
  await write(privateFile, pem, SECRET);
  await write(publicFile, publicPem, 0o644).catch(async (error: unknown) => {
    await rm(privateFile);
    throw error;
  });
  return { ...files, fingerprint };
}

export function missingPassword(file: string): PublishError {
  return new PublishError(
    "PUBLISH_PASSWORD_MISSING",
    `The key in ${file} takes a password, and there is none`,
    {
      hint: "Set the variable FLYLOFT_KEY_PASSWORD, or run the command in a terminal, where it asks.",
      place: { file },
    },
  );
}

async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw existing(file);
}

function existing(file: string): PublishError {
  return new PublishError("PUBLISH_KEY_EXISTS", `${file} is there already`, {
    hint: "Give another name. What the old key signed can't be checked any more once its files are gone.",
    place: { file },
  });
}

/** Never in place of a file, also of one that appeared meanwhile. */
async function write(
  file: string,
  content: string | Buffer,
  mode: number,
): Promise<void> {
  try {
    await writeFile(file, content, { mode, flag: "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      throw existing(file);
    }
    throw new PublishError(
      "PUBLISH_KEY_UNWRITABLE",
      `${file} can't be written: ${(cause as Error).message}`,
      {
        hint: "Name a folder that exists and that you may write to.",
        place: { file },
        cause,
      },
    );
  }
}
