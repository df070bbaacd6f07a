import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
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
import { SigningKey } from "./signingKey.ts";
import { type Document, SigningRegistry } from "./signingRegistry.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/todo-backend";
const OTHER = "@acme/other-backend";
const REFERENCE = `${NAME}@1.0.0`;
const GONE = "registry=http://127.0.0.1:1/\n";

const key = new SigningKey();
const otherKey = new SigningKey();
const impostor = new SigningKey(key.keyid);

describe("signatures of npm packages", () => {
  let verdaccio: VerdaccioService;
  let registry: SigningRegistry;
  let work: Workspace;
  const integrity: Record<string, string> = {};

  beforeAll(async () => {
    verdaccio = await startVerdaccio();
    registry = await SigningRegistry.start(verdaccio);
    const sources = new Workspace();
    for (const [name, version] of [
      [NAME, "1.0.0"],
      [NAME, "2.0.0"],
      [OTHER, "1.0.0"],
    ] as const) {
      const published = await verdaccio.publish(sources.plugin(name, version));
      integrity[`${name}@${version}`] = published.integrity;
    }
    sources.remove();
  });
  afterAll(async () => {
    await registry.stop();
    await verdaccio.stop();
  });

  beforeEach(() => {
    work = new Workspace();
    work.write(".npmrc", `registry=${registry.url}/\n`);
    work.write("keys.json", JSON.stringify({ keys: [key.published()] }));
    work.configure(`- package: "${REFERENCE}"`);
  });
  afterEach(() => work.remove());

  const ask = (mode: string, signers = "[{ keys: ./keys.json }]") => {
    work.settings = `signatures:
  rules:
    - source: npm
      packages: ["@acme/*"]
      mode: ${mode}
      signers: ${signers}`;
    work.configure(`- package: "${REFERENCE}"`);
  };

  const message = (name = NAME, version = "1.0.0") =>
    `${name}@${version}:${integrity[`${name}@${version}`]}`;

  const signWith =
    (...signatures: object[]) =>
    (document: Document) => {
      document.versions["1.0.0"]!.dist.signatures = signatures;
    };

  const sign = (by = key, text = message()) => signWith(by.sign(text));

  const altered = () => {
    const { keyid, sig } = key.sign(message());
    const bytes = Buffer.from(sig, "base64");
    bytes[bytes.length - 1]! ^= 1;
    return signWith({ keyid, sig: bytes.toString("base64") });
  };

  const expired = (published: string) => (document: Document) => {
    sign()(document);
    document.time = { ...document.time, "1.0.0": published };
    const keys = [key.published("2024-06-01T00:00:00.000Z")];
    work.write("keys.json", JSON.stringify({ keys }));
  };

  /** The registry tells of 1.0.0 what was true of another version. */
  const replay = (document: Document) => {
    const older = document.versions["2.0.0"]!.dist;
    const signatures = [key.sign(message(NAME, "2.0.0"))];
    document.versions["1.0.0"]!.dist = { ...older, signatures };
  };

  /** Of what each of the modes require, warn and off leads to: a refusal's code, or the warning's, or nothing. */
  const cases: readonly {
    readonly what: string;
    readonly edit: (document: Document) => void;
    readonly require?: string;
    readonly warn?: string;
    readonly always?: string;
  }[] = [
    { what: "a good signature", edit: (document) => sign()(document) },
    {
      what: "a good signature beside one that nobody knows",
      edit: (document) =>
        signWith(otherKey.sign("x"), key.sign(message()))(document),
    },
    {
      what: "a stripped signature",
      edit: () => undefined,
      require: "VERIFY_SIGNATURE_MISSING",
    },
    {
      what: "an altered package, its integrity altered along",
      edit: (document) => {
        const before = createHash("sha512").update("before").digest("base64");
        sign(key, `${REFERENCE}:sha512-${before}`)(document);
      },
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "an altered signature",
      edit: (document) => altered()(document),
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "another key",
      edit: (document) => sign(otherKey)(document),
      require: "VERIFY_SIGNER_FORBIDDEN",
    },
    {
      what: "another key under the right key's name",
      edit: (document) => sign(impostor)(document),
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "a key that had expired when the version was published",
      edit: (document) => expired("2025-01-01T00:00:00.000Z")(document),
      require: "VERIFY_KEY_EXPIRED",
    },
    {
      what: "a key that expired after the version was published",
      edit: (document) => expired("2024-01-01T00:00:00.000Z")(document),
    },
    {
      what: "the right key's signature of another package",
      edit: (document) => sign(key, message(OTHER))(document),
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "a replayed version with its own signature",
      edit: replay,
      require: "VERIFY_SIGNATURE_INVALID",
      always: "VERIFY_NAME_MISMATCH",
    },
  ];

  describe.each(cases)("$what", ({ edit, require, always }) => {
    it(`is ${require ? `refused as ${require}` : "accepted"} where a signature is required`, async () => {
      registry.behave({ edit });
      ask("require");
      const plan = await work.plan();
      const result = await work.install();
      expect(codes(result)).toEqual(require ? { [REFERENCE]: require } : {});
      expect(plan.plugins[0]?.reason?.code).toBe(require);
      expect(result.installed[0]?.signer?.keyId).toBe(
        require ? undefined : key.keyid,
      );
      expect(work.stored("packages")).toHaveLength(require ? 0 : 1);
      expect(work.stored("staging")).toEqual([]);
      if (require) {
        expect(registry.requests.join()).not.toContain(".tgz");
        expect(result.failed[0]?.reason.place).toMatchObject({ line: 3 });
      }
    });

    it(`${require ? `warns of ${require}` : "is accepted"} where that is enough`, async () => {
      registry.behave({ edit });
      ask("warn");
      const result = await work.install();
      expect(codes(result)).toEqual(always ? { [REFERENCE]: always } : {});
      if (always) return;
      const [installed] = result.installed;
      expect(installed?.warnings.map(({ code }) => code)).toEqual(
        require ? [require] : [],
      );
      expect(installed?.signer?.keyId).toBe(require ? undefined : key.keyid);
    });

    it("is not looked at where nothing is asked", async () => {
      registry.behave({ edit });
      ask("off");
      const result = await work.install();
      expect(codes(result)).toEqual(always ? { [REFERENCE]: always } : {});
      expect(result.installed[0]?.signer).toBeUndefined();
    });
  });

  it("refuses altered bytes under a good signature, whatever the rule", async () => {
    for (const mode of ["require", "warn", "off"]) {
      registry.behave(
        { edit: sign() },
        { kind: "flip", offset: 30, match: /\.tgz$/ },
      );
      ask(mode);
      const result = await work.install();
      expect(codes(result)).toEqual({ [REFERENCE]: "FETCH_DIGEST_MISMATCH" });
      expect(work.stored("packages")).toEqual([]);
    }
  });

  it("takes the registry's own keys where the rule says so, and asks for them once", async () => {
    const edit = (document: Document) => {
      for (const [version, { dist }] of Object.entries(document.versions)) {
        const { name } = document as unknown as { name: string };
        const text = message(name, version);
        dist.signatures = [key.sign(text)];
      }
    };
    registry.behave({ edit, keys: [key.published()] });
    ask("require", "[{ keys: registry }]");
    work.configure(`- package: "${REFERENCE}"`, `- package: "${OTHER}"`);
    const result = await work.install();
    expect(result.failed).toEqual([]);
    const asked = registry.requests.filter((line) => line.includes("/keys"));
    expect(asked).toEqual(["GET /-/npm/v1/keys"]);
  });

  it("believes nobody where the registry has no keys", async () => {
    registry.behave({ edit: sign() });
    ask("require", "[{ keys: registry }]");
    expect(codes(await work.install())).toEqual({
      [REFERENCE]: "VERIFY_SIGNER_FORBIDDEN",
    });
  });

  it("follows the first rule that fits name and registry", async () => {
    registry.behave({ edit: () => undefined });
    const rules = (first: string) => `signatures:
  rules:
    - ${first}
    - { source: npm, mode: require, signers: [{ keys: ./keys.json }] }`;
    const outcomes: Record<string, number> = {};
    for (const first of [
      '{ source: npm, packages: ["@acme/todo-*"], mode: off }',
      '{ source: npm, packages: ["@acme/todo"], mode: off }',
      `{ source: npm, registries: ["${registry.host}"], mode: off }`,
      '{ source: npm, registries: ["registry.acme.example"], mode: off }',
    ]) {
      work.settings = rules(first);
      work.configure(`- package: "${REFERENCE}"`);
      const { failed } = await work.install();
      outcomes[first.replace(registry.host, "HOST")] = failed.length;
    }
    expect(Object.values(outcomes)).toEqual([0, 1, 0, 1]);
  });

  it("asks nothing of a registry beyond what it must where there are no rules", async () => {
    registry.behave({ edit: sign(), keys: [key.published()] });
    await work.install();
    expect(registry.requests).toHaveLength(2);
    expect(work.lock()).not.toContain("signer");
  });

  it("locks who signed, and refuses another one where the lock is frozen", async () => {
    registry.behave({ edit: sign() });
    ask("require");
    await work.install();
    expect(work.lock()).toContain(`keyId: ${key.keyid}`);
    expect((await work.plan()).plugins[0]).toMatchObject({
      action: "keep",
      before: { signer: { kind: "registry", keyId: key.keyid } },
      after: { signer: { kind: "registry", keyId: key.keyid } },
    });
    expect((await work.install({ frozen: true })).failed).toEqual([]);

    const keys = [key.published(), otherKey.published()];
    work.write("keys.json", JSON.stringify({ keys }));
    const { identity } = signerIn(work.lock());
    const changed = work.lock().replace(identity, `sha256:${"0".repeat(64)}`);
    work.write("plugins.lock.yaml", changed);
    const frozen = await work.install({ frozen: true });
    expect(codes(frozen)).toEqual({ [REFERENCE]: "VERIFY_SIGNER_CHANGED" });
    expect((await work.install()).failed).toEqual([]);
    expect(signerIn(work.lock()).identity).toBe(identity);
  });

  it("keeps the signer in the lockfile where nothing is asked any more", async () => {
    registry.behave({ edit: sign() });
    ask("require");
    await work.install();
    const lock = work.lock();
    ask("off");
    await work.install();
    expect(work.lock()).toBe(lock);
  });

  it("checks a package again that came before the rule", async () => {
    registry.behave({ edit: () => undefined });
    await work.install();
    ask("require");
    expect(codes(await work.install())).toEqual({
      [REFERENCE]: "VERIFY_SIGNATURE_MISSING",
    });
    registry.behave({ edit: sign() });
    const result = await work.install();
    expect(result.installed[0]?.signer?.keyId).toBe(key.keyid);
    expect(registry.requests.join()).not.toContain(".tgz");
  });

  it("starts what it checked with the registry gone, and not with its key taken away", async () => {
    registry.behave({ edit: sign() });
    ask("require");
    await work.install();
    work.write(".npmrc", GONE);
    const again = await work.install({ frozen: true, checkStore: true });
    expect(again.installed[0]?.signer?.keyId).toBe(key.keyid);
    work.write("keys.json", JSON.stringify({ keys: [otherKey.published()] }));
    expect(codes(await work.install())).toEqual({
      [REFERENCE]: "VERIFY_SIGNER_FORBIDDEN",
    });
  });

  it("starts what it checked before the key expired", async () => {
    registry.behave({ edit: sign() });
    ask("require");
    await work.install();
    work.write(".npmrc", GONE);
    const soon = new Date(Date.now() + 1).toISOString();
    work.write("keys.json", JSON.stringify({ keys: [key.published(soon)] }));
    expect((await work.install()).failed).toEqual([]);
  });

  it("asks once where a missing signature leads to a warning", async () => {
    registry.behave({ edit: () => undefined });
    ask("warn");
    await work.install();
    work.write(".npmrc", GONE);
    const [installed] = (await work.install()).installed;
    expect(installed?.warnings).toMatchObject([
      { code: "VERIFY_SIGNATURE_MISSING" },
    ]);
  });

  it("installs nothing where the keys that count can't be read, also with `warn`", async () => {
    registry.behave({ edit: sign() });
    work.write("keys.json", "{}");
    for (const mode of ["require", "warn"]) {
      ask(mode);
      const result = await work.install();
      expect(codes(result)).toEqual({ [REFERENCE]: "CONFIG_TRUST_INVALID" });
    }
  });

  it.each([
    ["{ source: url, mode: off }", "`source: url` are not checked yet"],
    [
      "{ source: npm, repositories: ['r.example/*'], mode: off }",
      "`repositories` is for `source: oci`",
    ],
    [
      "{ source: npm, mode: require, signers: [{ keys: registry, signedAs: '*' }] }",
      "`signedAs` is for `source: oci`",
    ],
    [
      "{ source: oci, packages: ['@acme/*'], mode: off }",
      "of OCI artifacts name `repositories`",
    ],
    [
      "{ source: oci, repositories: ['oci://r.example/*'], mode: off }",
      "host/repository",
    ],
    [
      "{ source: oci, mode: require, signers: [{ keys: registry }] }",
      "OCI registries have no keys of their own",
    ],
    ["{ mode: off }", "are not checked yet"],
    ["{ source: npm, mode: require }", "who may have signed"],
    [
      "{ source: npm, mode: require, signers: [{ issuer: 'https://issuer.example' }] }",
      "`identity`, `repository` or both",
    ],
    [
      "{ source: npm, mode: require, signers: [{ repository: acme }] }",
      "exactly one of",
    ],
    ["{ source: npm, mode: require, signer: [] }", "unknown key `signer`"],
    ["{ source: npm, registries: ['https://a.example/'], mode: off }", "host"],
  ])("refuses the rule %s", async (rule, why) => {
    work.settings = `signatures: { rules: [${rule}] }`;
    work.configure(`- package: "${REFERENCE}"`);
    await expect(work.install()).rejects.toMatchObject({
      code: "CONFIG_SCHEMA",
      message: expect.stringContaining(why) as string,
    });
  });

  it("names the rule and the entry in a refusal", async () => {
    registry.behave({ edit: () => undefined });
    ask("require");
    const { failed } = await work.install();
    expect(failed[0]?.reason.message).toContain(
      "dynamicPlugins.signatures.rules[0]",
    );
    expect(readFileSync(`${work.dir}/app-config.yaml`, "utf8")).toContain(
      "signatures",
    );
  });
});

function signerIn(lock: string): { readonly identity: string } {
  return { identity: /identity: (sha256:[0-9a-f]{64})/.exec(lock)?.[1] ?? "" };
}
