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
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import { type Build, BuildService, type Claim } from "./buildService.ts";
import { type Document, SigningRegistry } from "./signingRegistry.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/todo-backend";
const REFERENCE = `${NAME}@1.0.0`;
const PURL = "pkg:npm/%40acme/todo-backend@1.0.0";
const PUBLISHED =
  "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";

const BUILD: Build = {
  issuer: "https://token.actions.example",
  identity:
    "https://code.example/acme/plugins/.github/workflows/release.yml@refs/tags/v1",
  repository: "https://code.example/acme/plugins",
};

describe("provenance of npm packages", () => {
  let verdaccio: VerdaccioService;
  let registry: SigningRegistry;
  let services: BuildService;
  let strangers: BuildService;
  let integrity: string;
  let work: Workspace;

  beforeAll(async () => {
    verdaccio = await startVerdaccio();
    registry = await SigningRegistry.start(verdaccio);
    services = await BuildService.start();
    strangers = await BuildService.start();
    const sources = new Workspace();
    const published = await verdaccio.publish(sources.plugin(NAME));
    integrity = published.integrity;
    sources.remove();
  });
  afterAll(async () => {
    await registry.stop();
    await verdaccio.stop();
  });

  beforeEach(() => {
    work = new Workspace();
    work.write(".npmrc", `registry=${registry.url}/\n`);
    work.write("root.json", JSON.stringify(services.trustedRoot()));
    ask();
  });
  afterEach(() => work.remove());

  const ask = (
    signer = `{ issuer: "${BUILD.issuer}", repository: "${BUILD.repository}" }`,
    trustedRoot = "  trustedRoot: ./root.json\n",
  ) => {
    work.settings = `signatures:
${trustedRoot}  rules:
    - source: npm
      mode: require
      signers: [${signer}]`;
    work.configure(`- package: "${REFERENCE}"`);
  };

  const advertise = (document: Document) => {
    const url = `https://registry.npmjs.org/-/npm/v1/attestations/${NAME.replace("/", "%2f")}@1.0.0`;
    document.versions["1.0.0"]!.dist.attestations = { url };
  };

  const attest = async (
    claim: Partial<Claim> = {},
    { build = BUILD, by = services } = {},
  ) => by.attest(build, { name: PURL, integrity, ...claim });

  const serve = (...attestations: object[]) =>
    registry.behave({ edit: advertise, attestations });

  const install = async () => {
    const result = await work.install();
    return { result, code: codes(result)[REFERENCE] };
  };

  it("names the build that made a package, in the lockfile too", async () => {
    serve(await attest());
    const { result } = await install();
    expect(result.failed).toEqual([]);
    const signer = { kind: "provenance", ...BUILD };
    expect(result.installed[0]?.signer).toEqual(signer);
    expect(work.lock()).toContain(`issuer: ${BUILD.issuer}`);
    expect((await work.plan()).plugins[0]?.after?.signer).toEqual(signer);
  });

  it("checks it again with the registry gone", async () => {
    serve(await attest());
    await install();
    work.write(".npmrc", "registry=http://127.0.0.1:1/\n");
    const { result } = await install();
    expect(result.installed[0]?.signer?.kind).toBe("provenance");
    ask(`{ issuer: "${BUILD.issuer}", repository: "https://other.example" }`);
    expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
    work.write("root.json", JSON.stringify(strangers.trustedRoot()));
    ask();
    expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
  });

  it.each([
    ["repository", `repository: "https://code.example/acme/*"`],
    [
      "workflow",
      `identity: "${BUILD.repository}/.github/workflows/*@refs/tags/*"`,
    ],
  ])("takes patterns for the %s", async (_what, pattern) => {
    serve(await attest());
    ask(`{ issuer: "${BUILD.issuer}", ${pattern} }`);
    expect((await install()).code).toBeUndefined();
  });

  it("refuses a package whose provenance was left out", async () => {
    registry.behave({ edit: () => undefined });
    expect((await install()).code).toBe("VERIFY_SIGNATURE_MISSING");
    registry.behave({ edit: advertise });
    expect((await install()).code).toBe("VERIFY_SIGNATURE_MISSING");
    serve();
    expect((await install()).code).toBe("VERIFY_SIGNATURE_MISSING");
    serve(await attest({ predicateType: PUBLISHED }));
    expect((await install()).code).toBe("VERIFY_SIGNATURE_MISSING");
  });

  it.each<[string, Partial<Build>]>([
    ["repository", { repository: "https://code.example/mallory/plugins" }],
    [
      "repository that begins alike",
      { repository: "https://code.example/acme/plugins-evil" },
    ],
    ["issuer", { issuer: "https://issuer.example" }],
  ])("refuses a build from another %s", async (_what, other) => {
    serve(await attest({}, { build: { ...BUILD, ...other }, by: services }));
    const { code, result } = await install();
    expect(code).toBe("VERIFY_SIGNER_FORBIDDEN");
    const [told] = Object.values(other);
    expect(result.failed[0]?.reason.message).toContain(told);
  });

  it("refuses a build that tells no repository where the rule names one", async () => {
    const { issuer, identity } = BUILD;
    serve(await attest({}, { build: { issuer, identity }, by: services }));
    expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
  });

  it("refuses certificates of an authority that the root doesn't name", async () => {
    serve(await attest({}, { build: BUILD, by: strangers }));
    expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
  });

  it.each<[string, Partial<Claim>]>([
    ["package", { name: "pkg:npm/%40acme/other-backend@1.0.0" }],
    ["version", { name: "pkg:npm/%40acme/todo-backend@0.9.0" }],
    [
      "tarball",
      { integrity: `sha512-${Buffer.alloc(64, 7).toString("base64")}` },
    ],
  ])("refuses provenance of another %s", async (_what, claim) => {
    serve(await attest(claim));
    expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
    expect(work.stored("packages")).toEqual([]);
  });

  it("refuses an altered statement and an altered signature", async () => {
    const { bundle: signed, ...rest } = await attest();
    const { dsseEnvelope } = signed;
    const other = await attest({ name: "pkg:npm/other@1.0.0" });
    const { payload } = other.bundle.dsseEnvelope;
    const [signature] = dsseEnvelope.signatures;
    const sig = Buffer.from(signature!.sig, "base64");
    sig[sig.length - 1]! ^= 1;
    const signatures = [{ ...signature, sig: sig.toString("base64") }];
    for (const altered of [{ payload }, { signatures }]) {
      const bundle = {
        ...signed,
        dsseEnvelope: { ...dsseEnvelope, ...altered },
      };
      serve({ ...rest, bundle });
      expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
    }
    serve({ ...rest, bundle: {} });
    expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
  });

  it("holds builds against Sigstore's public root where no other is given", async () => {
    serve(await attest());
    ask(undefined, "");
    expect((await install()).code).toBe("VERIFY_SIGNATURE_INVALID");
  });

  it("says which trust root can't be used", async () => {
    serve(await attest());
    for (const text of ["{}", "nonsense"]) {
      work.write("root.json", text);
      const { code, result } = await install();
      expect(code).toBe("CONFIG_TRUST_INVALID");
      expect(result.failed[0]?.reason.message).toContain("root.json");
    }
  });

  it("can't tell where the registry fails to answer, which is no missing signature", async () => {
    registry.behave(
      { edit: advertise },
      { kind: "status", status: 503, match: /attestations/ },
    );
    expect((await install()).code).toBe("RESOLVE_REGISTRY_ERROR");
    registry.behave(
      { edit: advertise },
      { kind: "login", match: /attestations/ },
    );
    expect((await install()).code).toBe("RESOLVE_REGISTRY_ERROR");
  });
});
