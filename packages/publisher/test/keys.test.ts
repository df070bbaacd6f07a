import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  scryptSync,
  sign,
  verify,
} from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { readSigningKey } from "../src/keys/readSigningKey.ts";
import { createKeyPair } from "../src/index.ts";

const PASSWORD = "correct horse battery staple";

let folder: ReturnType<typeof makeTempFolder>;
beforeAll(() => {
  folder = makeTempFolder("keys");
});
afterAll(() => folder.remove());

const at = (name: string) => `${folder.path}/${name}`;
const knows = (password?: string) => async () => password;
const read = (name: string, password?: string, env = {}) =>
  readSigningKey({ file: name, env, password: knows(password) });

function write(name: string, content: string | Buffer): string {
  writeFileSync(at(name), content);
  return at(name);
}

const message = Buffer.from("what is signed");

describe("making a key pair", () => {
  it("writes a private key that its owner alone reads, and openssl's form of it opens with the password", async () => {
    const made = await createKeyPair({
      file: at("flyloft"),
      password: knows(PASSWORD),
    });
    expect(made.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(statSync(at("flyloft.key")).mode & 0o777).toBe(0o600);
    const pem = readFileSync(at("flyloft.key"), "utf8");
    expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    const key = createPrivateKey({ key: pem, passphrase: PASSWORD });
    expect(key.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
    const publicPem = readFileSync(at("flyloft.pub"), "utf8");
    const signature = sign("sha256", message, key);
    expect(verify("sha256", message, publicPem, signature)).toBe(true);
    const again = await read(made.privateFile, PASSWORD);
    expect(again.fingerprint).toBe(made.fingerprint);
  });

  it("never overwrites, and asks for no password then", async () => {
    write("taken.pub", "somebody's");
    const password = () => Promise.reject(new Error("was asked"));
    await expect(
      createKeyPair({ file: at("taken"), password }),
    ).rejects.toMatchObject({ code: "PUBLISH_KEY_EXISTS" });
    expect(readFileSync(at("taken.pub"), "utf8")).toBe("somebody's");
    expect(() => statSync(at("taken.key"))).toThrow("ENOENT");
  });

  it.each([
    ["no password", "new", undefined, "PUBLISH_PASSWORD_MISSING"],
    ["an empty password", "new", "", "PUBLISH_PASSWORD_MISSING"],
    ["a folder that isn't there", "no/new", PASSWORD, "PUBLISH_KEY_UNWRITABLE"],
  ])("makes nothing with %s", async (...[, name, password, code]) => {
    const options = { file: at(name), password: knows(password) };
    await expect(createKeyPair(options)).rejects.toMatchObject({ code });
    expect(() => statSync(at(`${name}.key`))).toThrow("ENOENT");
  });
});

describe("reading a private key", () => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { privateKey, publicKey } = pair;

  const cosign = (label: string, password: string, N = 2 ** 15) => {
    const [salt, nonce] = [randomBytes(32), randomBytes(24)];
    const params = { N, r: 8, p: 1 };
    const key = scryptSync(password, salt, 32, { ...params, maxmem: 2 ** 27 });
    const der = privateKey.export({ format: "der", type: "pkcs8" });
    const ciphertext = xsalsa20poly1305(key, nonce).encrypt(der);
    const body = JSON.stringify({
      kdf: { name: "scrypt", params, salt: salt.toString("base64") },
      cipher: { name: "nacl/secretbox", nonce: nonce.toString("base64") },
      ciphertext: Buffer.from(ciphertext).toString("base64"),
    });
    const lines =
      Buffer.from(body)
        .toString("base64")
        .match(/.{1,64}/g) ?? [];
    return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
  };
  const SIGSTORE = "ENCRYPTED SIGSTORE PRIVATE KEY";

  it.each<[string, () => string | Buffer, string | undefined]>([
    ["cosign's", () => cosign(SIGSTORE, PASSWORD, 2 ** 16), PASSWORD],
    [
      "cosign's older",
      () => cosign("ENCRYPTED COSIGN PRIVATE KEY", PASSWORD),
      PASSWORD,
    ],
    ["cosign's without a password", () => cosign(SIGSTORE, ""), ""],
    [
      "PKCS8",
      () => privateKey.export({ format: "pem", type: "pkcs8" }),
      undefined,
    ],
    [
      "SEC1",
      () => privateKey.export({ format: "pem", type: "sec1" }),
      undefined,
    ],
    [
      "encrypted SEC1",
      () =>
        privateKey.export({
          format: "pem",
          type: "sec1",
          cipher: "aes-256-cbc",
          passphrase: PASSWORD,
        }),
      PASSWORD,
    ],
  ])("opens %s form", async (...[, content, password]) => {
    const key = await read(write("some.key", content()), password);
    const signature = key.sign(message);
    expect(verify("sha256", message, publicKey, signature)).toBe(true);
    expect(createPublicKey(key.publicPem).equals(publicKey)).toBe(true);
  });

  it("takes it from a variable, as cosign does", async () => {
    const text = cosign(SIGSTORE, PASSWORD);
    const env = { COSIGN_PRIVATE_KEY: text };
    const key = await read("env://COSIGN_PRIVATE_KEY", PASSWORD, env);
    expect(createPublicKey(key.publicPem).equals(publicKey)).toBe(true);
    await expect(read("env://OTHER", PASSWORD, env)).rejects.toMatchObject({
      code: "PUBLISH_KEY_UNREADABLE",
    });
  });

  it.each(["ed25519", "rsa"] as const)("takes %s", async (kind) => {
    const made =
      kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ed25519");
    const pem = made.privateKey.export({ format: "pem", type: "pkcs8" });
    const signature = (await read(write("kind.key", pem))).sign(message);
    const algorithm = kind === "rsa" ? "sha256" : null;
    expect(verify(algorithm, message, made.publicKey, signature)).toBe(true);
  });

  it.each<[string, () => string | Buffer, string | undefined, string]>([
    ["no key", () => "hello", undefined, "PUBLISH_KEY_UNREADABLE"],
    [
      "a public key",
      () => publicKey.export({ format: "pem", type: "spki" }),
      undefined,
      "PUBLISH_KEY_UNREADABLE",
    ],
    [
      "half a key of cosign's",
      () => `-----BEGIN ${SIGSTORE}-----\nZm9v\n-----END ${SIGSTORE}-----\n`,
      PASSWORD,
      "PUBLISH_KEY_UNREADABLE",
    ],
    [
      "a key of cosign's that would take all memory",
      () => {
        const [head, body = "", tail] = cosign(SIGSTORE, PASSWORD).split(
          /(?<=KEY-----\n)|(?=-----END)/,
        );
        const json = Buffer.from(body, "base64").toString();
        const altered = json.replace('"N":32768', '"N":1073741824');
        return `${head}${Buffer.from(altered).toString("base64")}\n${tail}`;
      },
      PASSWORD,
      "PUBLISH_KEY_UNREADABLE",
    ],
    [
      "the wrong password of cosign's",
      () => cosign(SIGSTORE, PASSWORD),
      "wrong",
      "PUBLISH_PASSWORD_WRONG",
    ],
    [
      "no password of cosign's",
      () => cosign(SIGSTORE, PASSWORD),
      undefined,
      "PUBLISH_PASSWORD_MISSING",
    ],
    [
      "the wrong password of PKCS8",
      () => readFileSync(at("flyloft.key")),
      "wrong",
      "PUBLISH_PASSWORD_WRONG",
    ],
    [
      "no password of PKCS8",
      () => readFileSync(at("flyloft.key")),
      undefined,
      "PUBLISH_PASSWORD_MISSING",
    ],
    [
      "a curve that others don't verify",
      () =>
        generateKeyPairSync("ec", {
          namedCurve: "secp256k1",
          privateKeyEncoding: { format: "pem", type: "pkcs8" },
          publicKeyEncoding: { format: "pem", type: "spki" },
        }).privateKey,
      undefined,
      "PUBLISH_KEY_UNSUPPORTED",
    ],
    [
      "a weak key",
      () =>
        generateKeyPairSync("rsa", {
          modulusLength: 1024,
          privateKeyEncoding: { format: "pem", type: "pkcs8" },
          publicKeyEncoding: { format: "pem", type: "spki" },
        }).privateKey,
      undefined,
      "PUBLISH_KEY_UNSUPPORTED",
    ],
  ])("refuses %s", async (...[, content, password, code]) => {
    const reading = read(write("bad.key", content()), password);
    await expect(reading).rejects.toMatchObject({ code });
  });

  it("says which file isn't there", async () => {
    await expect(read(at("none.key"))).rejects.toMatchObject({
      code: "PUBLISH_KEY_UNREADABLE",
      message: expect.stringContaining("none.key") as string,
    });
  });
});
