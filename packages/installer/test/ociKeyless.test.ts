import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import { type Build, BuildService } from "./buildService.ts";
import {
  type ImageClaim,
  type ImageSignature,
  ImageSigner,
  signImage,
} from "./imageSigner.ts";
import { SigningKey } from "./signingKey.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/todo-backend";
const BUILD: Build = {
  issuer: "https://token.actions.example",
  identity:
    "https://code.example/acme/plugins/.github/workflows/release.yml@refs/tags/v1",
  repository: "https://code.example/acme/plugins",
};

describe.each(["simple", "bundle"] as const)(
  "OCI artifacts that are signed without a key of one's own (%s)",
  (form) => {
    let registry: OciRegistryService;
    let signer: ImageSigner;
    let services: BuildService;
    let strangers: BuildService;
    let work: Workspace;
    let repository: string;
    let name: string;
    let digest: string;
    let count = 0;

    beforeAll(async () => {
      registry = await startOciRegistry();
      signer = new ImageSigner(registry.url);
      services = await BuildService.start();
      strangers = await BuildService.start();
    });
    afterAll(() => registry.stop());

    beforeEach(async () => {
      work = new Workspace();
      work.write("root.json", JSON.stringify(services.trustedRoot()));
      count += 1;
      repository = `plugins/todo-${count}`;
      name = `${registry.host}/${repository}`;
      const cwd = work.plugin(NAME, "2.0.0");
      const layers = [{ cwd }];
      const pushed = { repository, tag: "2.0.0", layers };
      ({ digest } = await registry.pushArtifact(pushed));
      ask();
    });
    afterEach(() => work.remove());

    const ask = (
      signer = `{ issuer: "${BUILD.issuer}", repository: "${BUILD.repository}" }`,
      trustedRoot = "  trustedRoot: ./root.json\n",
      host = registry.host,
    ) => {
      work.settings = `signatures:
${trustedRoot}  rules:
    - source: oci
      mode: require
      signers: [${signer}]`;
      work.configure(`- package: "oci://${host}/${repository}:2.0.0"`);
    };

    const claim = (other: Partial<ImageClaim> = {}): ImageClaim => ({
      digest,
      name,
      plugins: `${NAME}@2.0.0`,
      ...other,
    });

    const sign = (
      other: Partial<ImageClaim> = {},
      { build = BUILD, by = services } = {},
    ) => by.signImage(form, build, claim(other));

    const leave = (...signatures: ImageSignature[]) =>
      signer.leave(repository, digest, signatures);

    const install = async (overrides = {}) => {
      const result = await work.install(overrides);
      return { result, code: Object.values(codes(result))[0] };
    };

    it("names who signed, in the lockfile too", async () => {
      await leave(await sign());
      const { result } = await install();
      expect(result.failed).toEqual([]);
      const found = { kind: "certificate", ...BUILD };
      expect(result.installed[0]?.signer).toEqual(found);
      expect(work.lock()).toContain(`issuer: ${BUILD.issuer}`);
      expect((await work.plan()).plugins[0]?.after?.signer).toEqual(found);
    });

    it("checks it again with the registry gone", async () => {
      await leave(await sign());
      await install();
      await registry.stop();
      try {
        const { result } = await install();
        expect(result.installed[0]?.signer?.kind).toBe("certificate");
        ask(
          `{ issuer: "${BUILD.issuer}", repository: "https://other.example" }`,
        );
        expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
        work.write("root.json", JSON.stringify(strangers.trustedRoot()));
        ask();
        expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
      } finally {
        registry = await startOciRegistry();
        signer = new ImageSigner(registry.url);
      }
    });

    it.each<[string, Partial<Build>]>([
      ["repository", { repository: "https://code.example/mallory/plugins" }],
      ["issuer", { issuer: "https://token.other.example" }],
    ])("refuses another %s", async (_what, other) => {
      await leave(await sign({}, { build: { ...BUILD, ...other } }));
      expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
    });

    it("refuses another workflow, and takes one by its pattern", async () => {
      await leave(await sign());
      const { issuer, repository: from } = BUILD;
      const workflow = `${from}/.github/workflows/release.yml@refs`;
      ask(`{ issuer: "${issuer}", identity: "${workflow}/heads/*" }`);
      expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
      ask(`{ issuer: "${issuer}", identity: "${workflow}/tags/*" }`);
      expect((await install()).code).toBeUndefined();
    });

    it("refuses what a service signed that nobody knows", async () => {
      await leave(await sign({}, { by: strangers }));
      expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
      await leave(await sign());
      ask(undefined, "");
      expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
    });

    it("refuses a key's signature, and a certificate's where keys are asked for", async () => {
      const key = new SigningKey();
      work.write("cosign.pub", key.pem);
      await leave(signImage(form, key, claim()));
      expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
      await leave(await sign());
      ask("{ keys: ./cosign.pub }");
      expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
    });

    it.each<[string, Partial<ImageClaim>]>([
      ["other bytes", { digest: `sha256:${"1".repeat(64)}` }],
      ["another repository", { name: "registry.acme.example/acme/other" }],
      ["an older version", { plugins: `${NAME}@1.0.0` }],
      ["another plugin", { plugins: "@acme/other-backend@2.0.0" }],
    ])("refuses a signature of %s", async (_what, other) => {
      await leave(await sign(other));
      expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
    });

    it("takes a mirror's artifacts under the name that was signed, where the rule says so", async () => {
      await leave(await sign({ name: "registry.acme.example/plugins/todo" }));
      const { issuer, repository: from } = BUILD;
      ask(
        `{ issuer: "${issuer}", repository: "${from}", signedAs: "registry.acme.example/plugins/*" }`,
      );
      expect((await install()).code).toBeUndefined();
    });

    it("refuses an altered signature, and one without its log", async () => {
      const { content, annotations, ...rest } = await sign();
      if (form === "simple") {
        const { "dev.sigstore.cosign/bundle": _log, ...others } = {
          ...annotations,
        };
        await leave({ ...rest, content, annotations: others });
        expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
        const text = content.toString().replace("2.0.0", "2.0.1");
        await leave({
          ...rest,
          content: Buffer.from(text),
          annotations: annotations!,
        });
        expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
        return;
      }
      for (const edit of [
        (bundle: OpenBundle) => (bundle.verificationMaterial.tlogEntries = []),
        (bundle: OpenBundle) => (bundle.dsseEnvelope.payload = altered(bundle)),
      ]) {
        const bundle = JSON.parse(content.toString()) as OpenBundle;
        edit(bundle);
        await leave({ form, content: Buffer.from(JSON.stringify(bundle)) });
        expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
      }
    });

    // The older form has no statements.
    if (form === "simple") return;

    it("takes a build's provenance for its signature", async () => {
      const predicateType = "https://slsa.dev/provenance/v1";
      await leave(await sign({ predicateType }));
      expect((await install()).code).toBeUndefined();
    });

    it("holds what else is said of an artifact for no signature", async () => {
      const predicateType = "https://spdx.dev/Document";
      await leave(await sign({ predicateType }));
      expect((await install()).code).toBe("VERIFY_SIGNATURE_MISSING");
    });
  },
);

interface OpenBundle {
  readonly verificationMaterial: { tlogEntries: object[] };
  readonly dsseEnvelope: { payload: string };
}

function altered({ dsseEnvelope }: OpenBundle): string {
  const text = Buffer.from(dsseEnvelope.payload, "base64").toString();
  return Buffer.from(text.replace("2.0.0", "2.0.1")).toString("base64");
}
