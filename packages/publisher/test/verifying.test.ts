import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBinary } from "../../../scripts/services/findBinary.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import { startVerdaccio } from "../../../scripts/services/startVerdaccio.ts";
import { SigningKey } from "../../installer/test/signingKey.ts";
import { SigningRegistry } from "../../installer/test/signingRegistry.ts";
import { Workspace } from "../../installer/test/workspace.ts";
import {
  buildPlugin,
  createKeyPair,
  pushPlugins,
  type SignOptions,
  signPlugin,
  verifyPlugin,
  type VerifyOptions,
} from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";
import { RawRepository } from "./readRepository.ts";
import { receiveIn } from "./receive.ts";
import {
  type SigstoreService,
  identityToken,
  startSigstore,
} from "./startSigstore.ts";

const run = promisify(execFile);
const skopeo = findBinary("skopeo", "skopeo");
const PASSWORD = "correct horse battery staple";
const IDENTITY =
  "https://code.example/acme/plugins/.github/workflows/release.yml@refs/tags/v1";
const ISSUER = "https://token.actions.example";

let shop: PluginWorkshop;
let folders: readonly string[];
let registry: OciRegistryService;
let sigstore: SigstoreService;
let fingerprint: string;

beforeAll(async () => {
  shop = new PluginWorkshop();
  [registry, sigstore] = await Promise.all([
    startOciRegistry(),
    startSigstore(),
  ]);
  writeFileSync(shop.at("root.json"), JSON.stringify(sigstore.trustedRoot()));
  folders = await shop.create("both");
  for (const folder of folders) await buildPlugin(folder);
  const password = async () => PASSWORD;
  const made = await createKeyPair({ file: shop.at("flyloft"), password });
  await createKeyPair({ file: shop.at("other"), password });
  ({ fingerprint } = made);
});
afterAll(async () => {
  await Promise.all([registry.stop(), sigstore.stop()]);
  shop.remove();
});

const machine = () => ({ env: {}, homeDir: shop.dir });

const push = async (repository: string, tag = "0.1.0") => {
  const target = `oci://${registry.host}/${repository}:${tag}`;
  await pushPlugins({ ...machine(), target, folders, tags: [] });
  return target;
};
const sign = (reference: string, extra: Partial<SignOptions> = {}) =>
  signPlugin({
    ...machine(),
    reference,
    key: shop.at("flyloft.key"),
    password: async () => PASSWORD,
    ...extra,
  });
const signKeyless = (reference: string) =>
  sign(reference, {
    key: undefined,
    fulcioUrl: sigstore.url,
    rekorUrl: sigstore.url,
    env: {
      SIGSTORE_ID_TOKEN: identityToken({
        iss: ISSUER,
        sub: IDENTITY,
        repository: "acme/plugins",
      }),
    },
  });
const verify = (reference: string, extra: Partial<VerifyOptions> = {}) =>
  verifyPlugin({ ...machine(), reference, configDir: shop.dir, ...extra });

describe("a portal that insists on a signature", () => {
  const install = async (reference: string, signer: string) => {
    const work = new Workspace();
    work.settings = `signatures:
  trustedRoot: ${shop.at("root.json")}
  rules:
    - source: oci
      mode: require
      signers: [${signer}]`;
    try {
      const inside = `${reference}!acme-plugin-radar-backend`;
      const { installed, failed } = await receiveIn(work, [inside]);
      return {
        signer: installed[0]?.signer,
        code: failed[0]?.reason.code,
        lock: installed.length > 0 ? work.lock() : undefined,
      };
    } finally {
      work.remove();
    }
  };

  it.each(["simple", "bundle"] as const)(
    "runs what the key signed in the form %s, and nothing else",
    async (form) => {
      const target = await push(`acme/${form}`);
      const [right, wrong] = ["flyloft.pub", "other.pub"].map(
        (name) => `{ keys: ${shop.at(name)} }`,
      );
      expect((await install(target, right!)).code).toBe(
        "VERIFY_SIGNATURE_MISSING",
      );
      await sign(target, { forms: [form] });
      const { signer, code, lock } = await install(target, right!);
      expect(code).toBeUndefined();
      expect(signer).toEqual({ kind: "key", identity: fingerprint });
      expect(lock).toContain(fingerprint);
      expect((await install(target, wrong!)).code).toBe(
        "VERIFY_SIGNER_FORBIDDEN",
      );
    },
  );

  it("runs what the workflow signed, and no other's", async () => {
    const target = await push("acme/keyless");
    await signKeyless(target);
    const by = (repository: string) =>
      `{ issuer: "${ISSUER}", repository: "https://github.com/${repository}" }`;
    expect(await install(target, by("acme/plugins"))).toMatchObject({
      code: undefined,
      signer: { kind: "certificate", identity: IDENTITY, issuer: ISSUER },
    });
    expect((await install(target, by("mallory/plugins"))).code).toBe(
      "VERIFY_SIGNER_FORBIDDEN",
    );
  });
});

describe("verifying an artifact", () => {
  it("says whether a key signed every package in it", async () => {
    const target = await push("acme/verified");
    await sign(target);
    const report = await verify(target, { key: "flyloft.pub" });
    expect(report).toMatchObject({ asked: "signers", isVerified: true });
    expect(report.packages).toMatchObject(
      ["@acme/plugin-radar", "@acme/plugin-radar-backend"].map((name) => ({
        name,
        version: "0.1.0",
        signer: { kind: "key", identity: fingerprint },
        refusal: undefined,
        signatures: [{ isChecked: true }, { isChecked: true }],
      })),
    );
    const other = await verify(target, { key: "other.pub" });
    expect(other.isVerified).toBe(false);
    expect(other.packages[0]).toMatchObject({
      signer: undefined,
      refusal: { code: "VERIFY_SIGNER_FORBIDDEN" },
    });
  });

  it("tells who signed without judging, and that nobody did", async () => {
    const target = await push("acme/told");
    const before = await verify(target);
    expect(before).toMatchObject({ asked: "nothing", isVerified: false });
    await sign(target, { forms: ["bundle"] });
    await signKeyless(target);
    const report = await verify(target, { trustedRoot: "root.json" });
    expect(report).toMatchObject({ asked: "nothing", isVerified: true });
    const [first] = report.packages;
    expect(first?.signer).toBeUndefined();
    const name = `${registry.host}/acme/told`;
    const plugins = "@acme/plugin-radar@0.1.0,@acme/plugin-radar-backend@0.1.0";
    const certificate = { kind: "certificate", identity: IDENTITY };
    const said = { problem: undefined, signedAs: name, plugins };
    expect(first?.signatures).toHaveLength(3);
    expect(first?.signatures).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...said,
          form: "bundle",
          isChecked: false,
          signer: { kind: "key", identity: fingerprint },
        }),
        ...["simple", "bundle"].map((form) =>
          expect.objectContaining({
            ...said,
            form,
            isChecked: true,
            signer: expect.objectContaining(certificate) as object,
          }),
        ),
      ]),
    );
    // Against Sigstore's public root, which didn't certify it.
    const { packages } = await verify(target);
    expect(
      packages[0]?.signatures.filter(({ problem }) => problem),
    ).toHaveLength(2);
  });

  it("believes a workflow only by its issuer and what that vouches for", async () => {
    const target = await push("acme/workflow");
    await signKeyless(target);
    const trustedRoot = "root.json";
    const asked = { issuer: ISSUER, trustedRoot };
    const identity = "https://code.example/acme/*";
    const right = await verify(target, { ...asked, identity });
    expect(right.isVerified).toBe(true);
    const wrong = await verify(target, { ...asked, repository: "https://x" });
    expect(wrong.isVerified).toBe(false);
    for (const question of [
      { issuer: ISSUER },
      { identity },
      { key: "flyloft.pub", identity },
    ]) {
      await expect(verify(target, question)).rejects.toMatchObject({
        code: "PUBLISH_SIGNER_INVALID",
      });
    }
  });

  it("refuses a copy under another name, unless the name that was signed is given", async () => {
    const target = await push("acme/original");
    await sign(target);
    const { host } = registry;
    const tag = (await verify(target)).packages[0]?.digest.split("!")[0];
    const signature = `${tag?.replace(":", "-")}.sig`;
    for (const name of ["0.1.0", signature]) {
      await run(skopeo, [
        "copy",
        "--quiet",
        "--preserve-digests",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        `docker://${host}/acme/original:${name}`,
        `docker://${host}/mirror/original:${name}`,
      ]);
    }
    const copy = `oci://${host}/mirror/original:0.1.0`;
    const key = "flyloft.pub";
    const refused = await verify(copy, { key });
    expect(refused.packages[0]?.refusal?.code).toBe("VERIFY_SIGNATURE_INVALID");
    const signedAs = `${host}/acme/*`;
    const accepted = await verify(copy, { key, signedAs });
    expect(accepted.isVerified).toBe(true);
  });

  it("finds an older artifact under a newer tag", async () => {
    const target = await push("acme/replayed");
    await sign(target);
    const raw = new RawRepository(registry.host, "acme/replayed");
    const { digest: _, ...manifest } = await raw.manifest("0.1.0");
    await raw.put("0.2.0", manifest.mediaType, manifest);
    const newer = target.replace(/0\.1\.0$/, "0.2.0");
    const { packages, isVerified } = await verify(newer, {
      key: "flyloft.pub",
    });
    expect(isVerified).toBe(false);
    expect(packages[0]?.refusal).toMatchObject({
      code: "VERIFY_SIGNATURE_INVALID",
      message: expect.stringContaining("older") as string,
    });
  });

  it("judges by a portal's rules: the first that fits, as its mode says", async () => {
    const target = await push("acme/ruled");
    const rule = (mode: "require" | "warn", pattern = "*") => ({
      source: "oci" as const,
      registries: undefined,
      repositories: [pattern],
      mode,
      place: { file: "app-config.yaml", line: 7 },
      signers: [
        {
          kind: "key" as const,
          keyFile: shop.at("flyloft.pub"),
          signedAs: undefined,
        },
      ],
    });
    const judge = async (...rules: ReturnType<typeof rule>[]) => {
      const settings = { rules, trustedRoot: undefined };
      const { asked, isVerified, packages } = await verify(target, {
        rules: settings,
      });
      const [first] = packages;
      const code = first?.refusal?.code;
      return [asked, isVerified, first?.rule?.mode, code];
    };
    const missing = "VERIFY_SIGNATURE_MISSING";
    expect(await judge(rule("require"))).toEqual([
      "rules",
      false,
      "require",
      missing,
    ]);
    expect(await judge(rule("warn"), rule("require"))).toEqual([
      "rules",
      true,
      "warn",
      missing,
    ]);
    const none = ["rules", true, undefined, undefined];
    expect(await judge(rule("require", "other/*"))).toEqual(none);
    await sign(target);
    expect(await judge(rule("require"))).toEqual([
      "rules",
      true,
      "require",
      undefined,
    ]);
  });

  it.each([
    ["the private key", "flyloft.key"],
    ["a file that isn't there", "none.pub"],
  ])("refuses %s to verify with", async (_what, key) => {
    const target = `oci://${registry.host}/acme/verified`;
    await expect(verify(target, { key })).rejects.toMatchObject({
      code: "PUBLISH_KEY_UNREADABLE",
    });
  });

  it("says of a folder that nobody can have signed it", async () => {
    const [folder = ""] = folders;
    const report = await verify(folder);
    expect(report.isVerified).toBe(false);
    expect(report.packages).toMatchObject([
      { name: "@acme/plugin-radar", signatures: [] },
    ]);
  });
});

describe("verifying a package of npm", () => {
  it("tells the registry's signature, and whether a key made it", async () => {
    const verdaccio = await startVerdaccio();
    const npm = await SigningRegistry.start(verdaccio);
    const work = new Workspace();
    try {
      const name = "@acme/todo-backend";
      const { integrity } = await verdaccio.publish(work.plugin(name));
      mkdirSync(shop.at("npm"));
      writeFileSync(shop.at("npm/.npmrc"), `registry=${npm.url}/\n`);
      const key = new SigningKey();
      const other = new SigningKey();
      const message = `${name}@1.0.0:${integrity}`;
      npm.behave({
        keys: [key.published()],
        edit: (document) => {
          const { dist } = document.versions["1.0.0"]!;
          dist.signatures = [key.sign(message)];
        },
      });
      for (const [file, one] of [
        ["right", key],
        ["wrong", other],
      ] as const) {
        const keys = [one.published()];
        writeFileSync(shop.at(`npm/${file}.json`), JSON.stringify({ keys }));
      }
      const configDir = shop.at("npm");
      const told = await verify(name, { configDir });
      expect(told).toMatchObject({
        asked: "nothing",
        isVerified: true,
        packages: [
          {
            name,
            digest: integrity,
            signatures: [
              {
                form: "registry",
                isChecked: true,
                signer: { keyId: key.keyid },
              },
            ],
          },
        ],
      });
      const right = await verify(name, { configDir, key: "right.json" });
      expect(right).toMatchObject({ asked: "signers", isVerified: true });
      const wrong = await verify(name, { configDir, key: "wrong.json" });
      expect(wrong.packages[0]?.refusal?.code).toBe("VERIFY_SIGNER_FORBIDDEN");
    } finally {
      work.remove();
      await npm.stop();
      await verdaccio.stop();
    }
  });
});
