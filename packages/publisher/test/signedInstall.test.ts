import { writeFileSync } from "node:fs";
import { installPlugins, readPluginRequests } from "@flyloft/installer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
import {
  type SigstoreService,
  identityToken,
  startSigstore,
} from "./startSigstore.ts";

const PASSWORD = "correct horse battery staple";
const ISSUER = "https://token.actions.example";
const IDENTITY = "https://code.example/acme/radar/release.yml@refs/tags/v1";

describe("a portal that requires who signed", () => {
  let shop: PluginWorkshop;
  let registry: OciRegistryService;
  let sigstore: SigstoreService;
  let folder: string;
  let version = 0;

  beforeAll(async () => {
    shop = new PluginWorkshop();
    [registry, sigstore] = await Promise.all([
      startOciRegistry(),
      startSigstore(),
    ]);
    [folder = ""] = await shop.create("backend");
    await buildPlugin(folder);
    const password = async () => PASSWORD;
    await createKeyPair({ file: shop.at("flyloft"), password });
    const root = JSON.stringify(sigstore.trustedRoot());
    writeFileSync(shop.at("root.json"), root);
  });
  afterAll(async () => {
    await Promise.all([registry.stop(), sigstore.stop()]);
    shop.remove();
  });

  const machine = () => ({ env: {}, homeDir: shop.dir });

  const push = async () => {
    version += 1;
    const target = `oci://${registry.host}/acme/radar-${version}:0.1.0`;
    await pushPlugins({ ...machine(), target, folders: [folder], tags: [] });
    return target;
  };

  const install = async (target: string, signer: string) => {
    const file = shop.at("app-config.yaml");
    writeFileSync(
      file,
      `dynamicPlugins:
  plugins: [{ package: "${target}" }]
  signatures:
    trustedRoot: ./root.json
    rules: [{ source: oci, mode: require, signers: [${signer}] }]
`,
    );
    const config = await readPluginRequests([file], {});
    const { installed, failed } = await installPlugins({
      ...machine(),
      config,
      signatures: config.settings.signatures,
      store: shop.at(`store-${version}`),
      lockfile: shop.at(`lock-${version}.yaml`),
      configDir: shop.dir,
      host: {
        backstageVersion: "1.55.0",
        node: process.versions.node,
        shared: { "@backstage/backend-plugin-api": "1.10.1" },
        sharedWithRemotes: {},
        modules: "",
      },
    });
    return failed[0]?.reason.code ?? installed[0]?.signer;
  };

  const by: Readonly<Record<string, () => Partial<SignOptions>>> = {
    "a key": () => ({
      key: shop.at("flyloft.key"),
      password: async () => PASSWORD,
    }),
    "an identity": () => ({
      env: {
        SIGSTORE_ID_TOKEN: identityToken({ iss: ISSUER, sub: IDENTITY }),
      },
      fulcioUrl: sigstore.url,
      rekorUrl: sigstore.url,
    }),
  };
  const signers: Readonly<Record<string, string>> = {
    "a key": "{ keys: ./flyloft.pub }",
    "an identity": `{ issuer: "${ISSUER}", identity: "https://code.example/acme/*" }`,
  };

  it.each([
    ["a key", "simple"],
    ["a key", "bundle"],
    ["an identity", "simple"],
    ["an identity", "bundle"],
  ] as const)(
    "runs what %s signed in the form %s, and only that",
    async (who, form) => {
      const target = await push();
      const signer = signers[who] ?? "";
      expect(await install(target, signer)).toBe("VERIFY_SIGNATURE_MISSING");
      const options = { ...machine(), password: async () => undefined };
      const forms = [form];
      const reference = target;
      await signPlugin({ ...options, ...by[who]?.(), reference, forms });
      expect(await install(target, signer)).toMatchObject({
        kind: who === "a key" ? "key" : "certificate",
      });
      const others = Object.keys(signers).filter((other) => other !== who);
      for (const other of others) {
        expect(await install(target, signers[other] ?? "")).toBe(
          "VERIFY_SIGNER_FORBIDDEN",
        );
      }
    },
  );
});
