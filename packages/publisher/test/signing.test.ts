import { execFile } from "node:child_process";
import { X509Certificate, generateKeyPairSync, verify } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { bundleFromJSON } from "@sigstore/bundle";
import { TrustedRoot } from "@sigstore/protobuf-specs";
import { Verifier, toSignedEntity, toTrustMaterial } from "@sigstore/verify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBinary } from "../../../scripts/services/findBinary.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  buildPlugin,
  createKeyPair,
  pushPlugins,
  type SignOptions,
  signPlugin,
} from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";
import { RawRepository, isSealed, statementOf } from "./readRepository.ts";
import {
  type SigstoreService,
  identityToken,
  startSigstore,
} from "./startSigstore.ts";

const run = promisify(execFile);
const skopeo = findBinary("skopeo", "skopeo");
const PASSWORD = "correct horse battery staple";
const PACKAGES = {
  "flyloft.plugins":
    "@acme/plugin-radar@0.1.0,@acme/plugin-radar-backend@0.1.0",
};
const SIGNATURE = "dev.cosignproject.cosign/signature";

let shop: PluginWorkshop;
let folders: readonly string[];
let registry: OciRegistryService;
/** Who signs there has to log in. */
let guarded: OciRegistryService;
let publicKey: string;
let fingerprint: string;

beforeAll(async () => {
  shop = new PluginWorkshop();
  [registry, guarded] = await Promise.all([
    startOciRegistry(),
    startOciRegistry({ auth: "bearer", anonymousPull: true }),
  ]);
  const { name, password } = guarded.user;
  const auth = Buffer.from(`${name}:${password}`).toString("base64");
  mkdirSync(shop.at(".docker"));
  writeFileSync(
    shop.at(".docker/config.json"),
    JSON.stringify({ auths: { [guarded.host]: { auth } } }),
  );
  folders = await shop.create("both");
  for (const folder of folders) await buildPlugin(folder);
  const file = shop.at("flyloft");
  const pair = await createKeyPair({ file, password: async () => PASSWORD });
  publicKey = readFileSync(pair.publicFile, "utf8");
  ({ fingerprint } = pair);
});
afterAll(async () => {
  await Promise.all([registry.stop(), guarded.stop()]);
  shop.remove();
});

const machine = () => ({ env: {}, homeDir: shop.dir });

const push = async (repository: string, { host } = registry) => {
  const target = `oci://${host}/${repository}:1`;
  const options = { ...machine(), target, folders, tags: [] };
  const { digest } = await pushPlugins(options);
  return { target, digest, raw: new RawRepository(host, repository) };
};

const sign = (reference: string, extra: Partial<SignOptions> = {}) =>
  signPlugin({
    ...machine(),
    reference,
    key: shop.at("flyloft.key"),
    password: async () => PASSWORD,
    ...extra,
  });

describe("signing with a key", () => {
  it("says what the reference leads to now, before it opens the key", async () => {
    const { target, digest } = await push("acme/told");
    const said: unknown[] = [];
    const signed = await sign(target, {
      announce: (subject) => said.push(subject),
      password: async () => {
        expect(said).toHaveLength(1);
        return PASSWORD;
      },
    });
    const name = `${registry.host}/acme/told`;
    const packages = Object.values(PACKAGES)[0]?.split(",");
    expect(said).toEqual([{ name, digest, packages }]);
    expect(signed).toMatchObject({
      reference: `oci://${name}@${digest}`,
      key: fingerprint,
      packages,
      signatures: [
        { form: "simple", isKept: false },
        { form: "bundle", isKept: false },
      ],
    });
  });

  it("writes the older form as cosign's specification has it", async () => {
    const { target, digest, raw } = await push("acme/simple");
    await sign(target, { forms: ["simple"] });
    const { manifest, signatures } = await raw.simple(digest);
    const [signed, ...others] = signatures;
    expect(others).toEqual([]);
    expect(signed).toMatchObject({
      mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
    });
    expect(JSON.parse(signed!.payload.toString())).toEqual({
      critical: {
        identity: { "docker-reference": `${registry.host}/acme/simple` },
        image: { "docker-manifest-digest": digest },
        type: "cosign container image signature",
      },
      optional: PACKAGES,
    });
    const signature = Buffer.from(signed!.annotations![SIGNATURE]!, "base64");
    expect(verify("sha256", signed!.payload, publicKey, signature)).toBe(true);
    const config: unknown = JSON.parse(
      (await raw.blob(manifest.config)).toString(),
    );
    expect(config).toMatchObject({ rootfs: { diff_ids: [signed!.digest] } });
    await expect(raw.bundles(digest)).rejects.toThrow("404");
  });

  it("writes the newer form as a referrer, under the tag for registries that list none", async () => {
    const { target, digest, raw } = await push("acme/bundle");
    await sign(target, { forms: ["bundle"] });
    const [found, ...others] = await raw.bundles(digest);
    expect(others).toEqual([]);
    const type = "application/vnd.dev.sigstore.bundle.v0.3+json";
    const predicateType = "https://sigstore.dev/cosign/sign/v1";
    expect(found).toMatchObject({
      entry: { artifactType: type, digest: found!.manifest.digest },
      manifest: {
        artifactType: type,
        config: { mediaType: "application/vnd.oci.empty.v1+json", size: 2 },
        layers: [{ mediaType: type }],
        subject: {
          mediaType: "application/vnd.oci.image.manifest.v1+json",
          digest,
        },
        annotations: {
          "dev.sigstore.bundle.content": "dsse-envelope",
          "dev.sigstore.bundle.predicateType": predicateType,
        },
      },
      bundle: {
        mediaType: type,
        verificationMaterial: {
          publicKey: {
            hint: Buffer.from(fingerprint.slice(7), "hex").toString("base64"),
          },
        },
      },
    });
    const { bundle, manifest } = found!;
    expect(manifest.subject?.size).toBe(await raw.size(digest));
    expect(statementOf(bundle)).toEqual({
      _type: "https://in-toto.io/Statement/v1",
      subject: [
        {
          name: `${registry.host}/acme/bundle`,
          digest: { sha256: digest.slice(7) },
        },
      ],
      predicateType,
      predicate: PACKAGES,
    });
    expect(isSealed(bundle, publicKey)).toBe(true);
    // Sigstore's own code takes it too.
    expect(() => bundleFromJSON(bundle)).not.toThrow();
    await expect(raw.simple(digest)).rejects.toThrow("404");
  });

  it("signs once, however often it is told to", async () => {
    const { target, digest, raw } = await push("acme/twice");
    await sign(target);
    const before = await raw.simple(digest);
    const again = await sign(target);
    expect(again.signatures.map(({ isKept }) => isKept)).toEqual([true, true]);
    expect((await raw.simple(digest)).manifest).toEqual(before.manifest);
    expect(await raw.bundles(digest)).toHaveLength(1);
  });

  it("keeps signatures of others, and what they wrote beside", async () => {
    const { target, digest, raw } = await push("acme/shared");
    const other = generateKeyPairSync("ed25519");
    const pem = other.privateKey.export({ format: "pem", type: "pkcs8" });
    writeFileSync(shop.at("other.key"), pem);
    await sign(target, { key: shop.at("other.key") });
    const first = await raw.simple(digest);
    const annotations = { "acme.example/note": "kept" };
    const { digest: _, ...manifest } = first.manifest;
    await raw.put(`${digest.replace(":", "-")}.sig`, manifest.mediaType, {
      ...manifest,
      annotations,
    });
    await sign(target);
    const { manifest: now, signatures } = await raw.simple(digest);
    expect(now.annotations).toEqual(annotations);
    expect(now.layers[0]).toEqual(first.manifest.layers[0]);
    expect(signatures).toHaveLength(2);
    const bundles = await raw.bundles(digest);
    const theirs = other.publicKey.export({ format: "pem", type: "spki" });
    expect(
      bundles.map(({ bundle }) => [
        isSealed(bundle, theirs.toString(), null),
        isSealed(bundle, publicKey),
      ]),
    ).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it("signs by digest what no tag leads to any more", async () => {
    const { target, digest, raw } = await push("acme/moved");
    const [only = ""] = folders;
    await pushPlugins({ ...machine(), target, folders: [only], tags: [] });
    await sign(`${target}@${digest}`);
    expect((await raw.simple(digest)).signatures).toHaveLength(1);
    const now = await sign(target);
    expect(now.digest).not.toBe(digest);
    expect(now.packages).toEqual(["@acme/plugin-radar@0.1.0"]);
  });

  it("signs where one has to log in to push", async () => {
    const { target, digest } = await push("acme/radar", guarded);
    const { signatures } = await sign(target);
    expect(signatures).toHaveLength(2);
    await expect(
      sign(target, { homeDir: "/nowhere", key: await otherKey() }),
    ).rejects.toMatchObject({ code: "PUBLISH_UNAUTHORIZED" });
    expect(digest).toMatch(/^sha256:/);
  });

  const otherKey = async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ format: "pem", type: "sec1" });
    writeFileSync(shop.at("another.key"), pem);
    return shop.at("another.key");
  };

  it("is copied by skopeo, both forms, with the digests they have", async () => {
    const { target, digest, raw } = await push("acme/copied");
    const { signatures } = await sign(target);
    const copy = new RawRepository(registry.host, "mirror/copied");
    const hex = digest.replace(":", "-");
    for (const [from, to] of [
      ["acme/copied:1", "mirror/copied:1"],
      [`acme/copied:${hex}.sig`, `mirror/copied:${hex}.sig`],
      [`acme/copied@${signatures[1]!.digest}`, "mirror/copied:bundle"],
    ]) {
      await run(skopeo, [
        "copy",
        "--quiet",
        "--preserve-digests",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        `docker://${registry.host}/${from}`,
        `docker://${registry.host}/${to}`,
      ]);
    }
    const [simple, bundle] = signatures;
    expect((await copy.simple(digest)).manifest.digest).toBe(simple!.digest);
    expect((await copy.manifest("bundle")).digest).toBe(bundle!.digest);
    expect((await raw.simple(digest)).manifest.digest).toBe(simple!.digest);
  });

  it.each<[string, string, Partial<SignOptions>, string]>([
    ["a package of npm", "@acme/radar", {}, "PUBLISH_REFERENCE_INVALID"],
    ["a tag that there isn't", ":none", {}, "PUBLISH_ARTIFACT_MISSING"],
    ["a repository that there isn't", "-not:1", {}, "PUBLISH_ARTIFACT_MISSING"],
    [
      "a wrong password",
      ":1",
      { password: async () => "wrong" },
      "PUBLISH_PASSWORD_WRONG",
    ],
    [
      "no password",
      ":1",
      { password: async () => undefined },
      "PUBLISH_PASSWORD_MISSING",
    ],
    ["no key", ":1", { key: "/nowhere.key" }, "PUBLISH_KEY_UNREADABLE"],
  ])("refuses %s, and writes nothing", async (...[, rest, extra, code]) => {
    const { digest, raw } = await push("acme/refused");
    const reference = rest.startsWith("@")
      ? rest
      : `oci://${registry.host}/acme/refused${rest}`;
    await expect(sign(reference, extra)).rejects.toMatchObject({ code });
    await expect(raw.simple(digest)).rejects.toThrow("404");
    await expect(raw.bundles(digest)).rejects.toThrow("404");
  });

  it("says that nobody is there", async () => {
    await expect(sign("oci://127.0.0.1:1/a")).rejects.toMatchObject({
      code: "PUBLISH_REGISTRY_FAILED",
    });
  });

  it("leaves alone what else has the tags of signatures", async () => {
    const { target, digest, raw } = await push("acme/taken");
    const hex = digest.replace(":", "-");
    const index = "application/vnd.oci.image.index.v1+json";
    const list = { schemaVersion: 2, mediaType: index, manifests: [] };
    await raw.put(`${hex}.sig`, index, list);
    const code = "PUBLISH_SIGNATURES_FOREIGN";
    await expect(sign(target)).rejects.toMatchObject({ code });
    const { digest: _, ...image } = await raw.manifest("1");
    await raw.put(hex, image.mediaType, image);
    const forms = ["bundle"] as const;
    await expect(sign(target, { forms })).rejects.toMatchObject({ code });
    expect((await raw.manifest(hex)).digest).toBe(digest);
  });
});

describe("pushing what is to be signed", () => {
  const pushSigned = (repository: string, key: string) =>
    pushPlugins({
      ...machine(),
      target: `oci://${registry.host}/${repository}:1`,
      folders,
      tags: ["stable"],
      sign: { key, password: async () => PASSWORD },
    });

  it("signs before any tag leads to it", async () => {
    const pushed = await pushSigned("acme/at-once", shop.at("flyloft.key"));
    expect(pushed.signatures).toHaveLength(2);
    const raw = new RawRepository(registry.host, "acme/at-once");
    const { signatures } = await raw.simple(pushed.digest);
    const payload = JSON.parse(signatures[0]!.payload.toString()) as object;
    expect(payload).toMatchObject({ optional: PACKAGES });
    expect((await raw.manifest("stable")).digest).toBe(pushed.digest);
  });

  it("sets no tag where it can't be signed", async () => {
    const raw = new RawRepository(registry.host, "acme/unsigned");
    await expect(pushSigned("acme/unsigned", "/nowhere")).rejects.toMatchObject(
      { code: "PUBLISH_KEY_UNREADABLE" },
    );
    await expect(raw.manifest("1")).rejects.toThrow("404");
  });
});

describe("signing without a key", () => {
  const IDENTITY =
    "https://code.example/acme/plugins/.github/workflows/release.yml@refs/tags/v1";
  const ISSUER = "https://token.actions.example";
  let sigstore: SigstoreService;
  beforeAll(async () => {
    sigstore = await startSigstore();
  });
  afterAll(() => sigstore.stop());

  const signKeyless = (reference: string, extra: Partial<SignOptions> = {}) => {
    const token = identityToken({ iss: ISSUER, sub: IDENTITY });
    return sign(reference, {
      key: undefined,
      fulcioUrl: sigstore.url,
      rekorUrl: sigstore.url,
      env: { SIGSTORE_ID_TOKEN: token },
      ...extra,
    });
  };

  it("certifies and logs a bundle, which Sigstore's own code believes", async () => {
    const { target, digest, raw } = await push("acme/keyless");
    const signed = await signKeyless(target, { forms: ["bundle"] });
    expect(signed.key).toBeUndefined();
    const [found] = await raw.bundles(digest);
    const root = TrustedRoot.fromJSON(sigstore.trustedRoot());
    const verifier = new Verifier(toTrustMaterial(root));
    const signer = verifier.verify(
      toSignedEntity(bundleFromJSON(found!.bundle)),
    );
    expect(signer.identity).toMatchObject({
      subjectAlternativeName: IDENTITY,
      extensions: { issuer: ISSUER },
    });
  });

  it("keeps certificate and log entry beside a signature of the older form", async () => {
    const { target, digest, raw } = await push("acme/keyless-simple");
    await signKeyless(target, { forms: ["simple"] });
    const { signatures } = await raw.simple(digest);
    const { annotations = {}, payload } = signatures[0]!;
    const pem = annotations["dev.sigstore.cosign/certificate"] ?? "";
    const certificate = new X509Certificate(pem);
    expect(certificate.subjectAltName).toBe(`URI:${IDENTITY}`);
    const signature = Buffer.from(annotations[SIGNATURE]!, "base64");
    const { publicKey: key } = certificate;
    expect(verify("sha256", payload, key, signature)).toBe(true);
    const entry = JSON.parse(
      annotations["dev.sigstore.cosign/bundle"] ?? "",
    ) as { SignedEntryTimestamp: string; Payload: { body: string } };
    const root = TrustedRoot.fromJSON(sigstore.trustedRoot());
    const log = root.tlogs[0]!.publicKey!.rawBytes!;
    const { body, integratedTime, logID, logIndex } = entry.Payload as Record<
      string,
      unknown
    >;
    const canonical = JSON.stringify({ body, integratedTime, logID, logIndex });
    const logKey = `-----BEGIN PUBLIC KEY-----\n${log.toString("base64")}\n-----END PUBLIC KEY-----\n`;
    const timestamp = Buffer.from(entry.SignedEntryTimestamp, "base64");
    expect(verify("sha256", Buffer.from(canonical), logKey, timestamp)).toBe(
      true,
    );
  });

  it("logs what a key signed only where a log is named", async () => {
    const { target, digest, raw } = await push("acme/logged");
    const asked = sigstore.requests.length;
    await sign(target);
    expect(sigstore.requests).toHaveLength(asked);
    const other = await push("acme/logged-too");
    await sign(other.target, { rekorUrl: sigstore.url });
    const entries = async ({ raw: of, digest: one }: typeof other) =>
      (await of.bundles(one))[0]!.bundle.verificationMaterial.tlogEntries;
    expect(await entries({ target, digest, raw })).toBeUndefined();
    expect(await entries(other)).toHaveLength(1);
  });

  it.each<[string, Partial<SignOptions>, string]>([
    ["no token", { env: {} }, "PUBLISH_IDENTITY_MISSING"],
    [
      "a token that can't be read",
      { env: { SIGSTORE_ID_TOKEN: "secret" } },
      "PUBLISH_IDENTITY_MISSING",
    ],
    [
      "no authority",
      { fulcioUrl: "http://127.0.0.1:1" },
      "PUBLISH_SIGNING_FAILED",
    ],
    ["no log", { rekorUrl: "http://127.0.0.1:1" }, "PUBLISH_SIGNING_FAILED"],
  ])(
    "refuses with %s, tells no token, writes nothing",
    async (...[, extra, code]) => {
      const { target, digest, raw } = await push("acme/keyless-refused");
      const error: unknown = await signKeyless(target, extra).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code });
      const { message, cause } = error as Error;
      expect(`${message} ${String(cause)}`).not.toContain("secret");
      await expect(raw.simple(digest)).rejects.toThrow("404");
    },
  );
});
