import { createHash } from "node:crypto";
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
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  BUNDLE,
  type ImageClaim,
  type ImageSignature,
  ImageSigner,
  type SignatureForm,
  bundleOf,
  signImage,
} from "./imageSigner.ts";
import { SigningKey } from "./signingKey.ts";
import { Workspace, codes } from "./workspace.ts";

const NAME = "@acme/todo-backend";
const INDEX = "application/vnd.oci.image.index.v1+json";

const key = new SigningKey();
const otherKey = new SigningKey();

describe("signatures of OCI artifacts", () => {
  let upstream: OciRegistryService;
  let registry: FaultyProxy;
  let signer: ImageSigner;
  let work: Workspace;
  let repository: string;
  let name: string;
  let digests: { old: string; current: string };
  let count = 0;

  beforeAll(async () => {
    upstream = await startOciRegistry();
    registry = await startFaultyProxy(upstream.url);
    signer = new ImageSigner(upstream.url);
  });
  afterAll(async () => {
    await registry.stop();
    await upstream.stop();
  });

  beforeEach(async () => {
    registry.setFaults([]);
    work = new Workspace();
    work.write("cosign.pub", key.pem);
    count += 1;
    repository = `plugins/todo-${count}`;
    name = `${registry.host}/${repository}`;
    digests = { old: await push("1.0.0"), current: await push("2.0.0") };
  });
  afterEach(() => work.remove());

  const push = async (version: string, tag = version) => {
    work.plugin(NAME, version);
    const { digest } = await upstream.pushArtifact({
      repository,
      tag,
      layers: [{ cwd: `${work.dir}/sources/@acme-todo-backend-${version}/..` }],
      dynamicPackages: { [`@acme-todo-backend-${version}`]: { name: NAME } },
    });
    return digest;
  };

  const referenceTo = (tag = "2.0.0", host = registry.host) =>
    `oci://${host}/${repository}:${tag}`;

  const ask = (
    mode: string,
    signers = "[{ keys: ./cosign.pub }]",
    reference = referenceTo(),
  ) => {
    work.settings = `signatures:
  rules:
    - source: oci
      repositories: ["*/plugins/*"]
      mode: ${mode}
      signers: ${signers}`;
    work.configure(`- package: "${reference}"`);
  };

  const claim = (other: Partial<ImageClaim> = {}): ImageClaim => ({
    digest: digests.current,
    name,
    plugins: `${NAME}@2.0.0`,
    ...other,
  });

  const leave = (...signatures: ImageSignature[]) =>
    signer.leave(repository, digests.current, signatures);

  /** Of what each of the modes require, warn and off leads to: a refusal's code, or the warning's, or nothing. */
  const cases: readonly {
    readonly what: string;
    readonly prepare: (form: SignatureForm) => Promise<unknown>;
    readonly require?: string | Readonly<Record<SignatureForm, string>>;
    /** Found out only of what is inside. */
    readonly late?: boolean;
  }[] = [
    {
      what: "a good signature",
      prepare: (form) => leave(signImage(form, key, claim())),
    },
    {
      what: "a good signature that says nothing of what is inside",
      prepare: (form) =>
        leave(signImage(form, key, { digest: digests.current, name })),
    },
    {
      what: "a good signature beside those that are none",
      prepare: (form) =>
        leave(
          signImage(form, otherKey, claim()),
          signImage(form, key, claim({ digest: digests.old })),
          signImage(form, key, claim()),
          { form, content: Buffer.from("nonsense") },
        ),
    },
    {
      what: "a stripped signature",
      prepare: async () => undefined,
      require: "VERIFY_SIGNATURE_MISSING",
    },
    {
      what: "an altered package",
      prepare: async (form) => {
        const before = signImage(form, key, claim());
        work.write("sources/@acme-todo-backend-2.0.0/evil.js", "evil()");
        digests.current = await push("2.0.0");
        await leave(before);
      },
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "an altered signature",
      prepare: (form) =>
        leave(
          signImage(form, key, {
            ...claim(),
            alter: {
              signature: (bytes) => void (bytes[bytes.length - 1]! ^= 1),
            },
          }),
        ),
      require: {
        simple: "VERIFY_SIGNER_FORBIDDEN",
        bundle: "VERIFY_SIGNATURE_INVALID",
      },
    },
    {
      what: "a signature of which was altered what it says",
      prepare: (form) =>
        leave(
          signImage(form, key, {
            ...claim({ digest: digests.old }),
            alter: {
              payload: (text) =>
                text.replace(digests.old.slice(7), digests.current.slice(7)),
            },
          }),
        ),
      require: {
        simple: "VERIFY_SIGNER_FORBIDDEN",
        bundle: "VERIFY_SIGNATURE_INVALID",
      },
    },
    {
      what: "another key",
      prepare: (form) => leave(signImage(form, otherKey, claim())),
      require: "VERIFY_SIGNER_FORBIDDEN",
    },
    {
      what: "another key under the right key's name",
      prepare: (form) =>
        leave(
          signImage(form, otherKey, { ...claim(), alter: { hint: key.hint } }),
        ),
      require: {
        // Only bundles name keys.
        simple: "VERIFY_SIGNER_FORBIDDEN",
        bundle: "VERIFY_SIGNATURE_INVALID",
      },
    },
    {
      what: "a key that has expired",
      prepare: (form) => {
        const keys = [key.published("2024-06-01T00:00:00.000Z")];
        work.write("cosign.pub", JSON.stringify({ keys }));
        return leave(signImage(form, key, claim()));
      },
      require: "VERIFY_KEY_EXPIRED",
    },
    {
      what: "a key that will expire",
      prepare: (form) => {
        const keys = [key.published("2999-06-01T00:00:00.000Z")];
        work.write("cosign.pub", JSON.stringify({ keys }));
        return leave(signImage(form, key, claim()));
      },
    },
    {
      what: "the right key's signature in another repository's name",
      prepare: (form) =>
        leave(
          signImage(form, key, claim({ name: `${registry.host}/acme/other` })),
        ),
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "the right key's signature in nobody's name",
      prepare: (form) =>
        leave(signImage(form, key, { digest: digests.current })),
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "a replayed older version with its own signature",
      prepare: async (form) => {
        const before = { digest: digests.old, plugins: `${NAME}@1.0.0` };
        digests.current = await push("1.0.0", "2.0.0");
        await leave(signImage(form, key, claim(before)));
      },
      require: "VERIFY_SIGNATURE_INVALID",
    },
    {
      what: "the right key's signature of another plugin",
      prepare: (form) =>
        leave(
          signImage(form, key, claim({ plugins: "@acme/other-backend@2.0.0" })),
        ),
      require: "VERIFY_SIGNATURE_INVALID",
      late: true,
    },
  ];

  const matrix = (["simple", "bundle"] as const).flatMap((form) =>
    cases.map(({ require, ...rest }) => ({
      ...rest,
      form,
      require: typeof require === "object" ? require[form] : require,
    })),
  );

  describe.each(matrix)(
    "$what ($form)",
    ({ form, prepare, require, late = false }) => {
      it(`is ${require ? `refused as ${require}` : "accepted"} where a signature is required`, async () => {
        await prepare(form);
        ask("require");
        const plan = await work.plan();
        const result = await work.install();
        expect(codes(result)).toEqual(
          require ? { [referenceTo()]: require } : {},
        );
        expect(plan.plugins[0]?.reason?.code).toBe(late ? undefined : require);
        expect(result.installed[0]?.signer?.identity).toBe(
          require ? undefined : key.fingerprint,
        );
        expect(work.stored("packages")).toHaveLength(require ? 0 : 1);
        expect(work.stored("staging")).toEqual([]);
        if (!require || late) return;
        const layers = await layersOf(digests.current);
        for (const layer of layers) {
          expect(registry.requests.join()).not.toContain(layer);
        }
        expect(result.failed[0]?.reason.place).toMatchObject({ line: 3 });
      });

      it(`${require ? `warns of ${require}` : "is accepted"} where that is enough`, async () => {
        await prepare(form);
        ask("warn");
        const result = await work.install();
        expect(codes(result)).toEqual({});
        const [installed] = result.installed;
        expect(installed?.warnings.map(({ code }) => code)).toEqual(
          require ? [require] : [],
        );
        expect(installed?.signer?.identity).toBe(
          require ? undefined : key.fingerprint,
        );
      });

      it("is not looked at where nothing is asked", async () => {
        await prepare(form);
        ask("off");
        const result = await work.install();
        expect(codes(result)).toEqual({});
        expect(result.installed[0]?.signer).toBeUndefined();
        expect(registry.requests.join()).not.toMatch(/referrers|\.sig/);
      });
    },
  );

  const install = async (overrides = {}) => {
    const result = await work.install(overrides);
    const code = Object.values(codes(result))[0];
    return { result, code, signer: result.installed[0]?.signer };
  };

  /** Debian's registry lists no referrers. This stands for one that does: it answers with those that were pushed. */
  const listReferrers = (pages: readonly (readonly object[])[]) => {
    const answer = (manifests: readonly object[], next: boolean) => ({
      kind: "status" as const,
      status: 200,
      headers: {
        "content-type": INDEX,
        ...(next && { link: `<?last=1>; rel="next"` }),
      },
      body: JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }),
    });
    registry.setFaults(
      pages.map((manifests, index) => ({
        ...answer(manifests, index + 1 < pages.length),
        match: index === 0 ? /\/referrers\/sha256:\w+$/ : /\?last=1$/,
      })),
    );
  };

  it("asks a registry that lists referrers, page by page, and looks for no tag then", async () => {
    const good = signImage("bundle", key, claim());
    const other = signImage("bundle", otherKey, claim());
    const [first, second] = await leave(other, good);
    await signer.list(repository, digests.current, []);
    listReferrers([
      [{ ...first!, artifactType: "application/spdx+json" }, first!],
      [second!],
    ]);
    ask("require");
    expect((await install()).signer?.kind).toBe("key");
    const fallback = `manifests/${digests.current.replace(":", "-")}`;
    expect(registry.requests.filter((line) => line.endsWith(fallback))).toEqual(
      [],
    );
  });

  it("takes nobody's word for a list but the registry's", async () => {
    listReferrers([[]]);
    const link = `<https://other.example/v2/>; rel="next"`;
    registry.setFaults([
      {
        kind: "status",
        status: 200,
        match: /referrers/,
        headers: { "content-type": INDEX, link },
        body: JSON.stringify({ schemaVersion: 2, manifests: [] }),
      },
    ]);
    ask("require");
    const { code, result } = await install();
    expect(code).toBe("RESOLVE_REGISTRY_ERROR");
    expect(result.failed[0]?.reason.message).toContain("other.example");
  });

  it.each([
    ["503", { kind: "status", status: 503 }, "RESOLVE_REGISTRY_ERROR"],
    ["401", { kind: "status", status: 401 }, "RESOLVE_UNAUTHORIZED"],
    ["403", { kind: "status", status: 403 }, "RESOLVE_UNAUTHORIZED"],
    ["a log-in page", { kind: "login" }, "RESOLVE_REGISTRY_ERROR"],
    ["nonsense", { kind: "status", status: 418 }, "RESOLVE_REGISTRY_ERROR"],
    ["a reset", { kind: "reset" }, "RESOLVE_REGISTRY_UNREACHABLE"],
  ] as const)(
    "can't tell where the registry answers with %s, which is no missing signature",
    async (_what, fault, expected) => {
      await leave(signImage("bundle", key, claim()));
      ask("require");
      for (const match of [/\.sig$/, /referrers/, /blobs\/sha256/]) {
        registry.setFaults([{ ...fault, match }]);
        expect((await install()).code).toBe(expected);
      }
      ask("warn");
      registry.setFaults([{ ...fault, match: /\.sig$/ }]);
      const { result } = await install();
      expect(result.installed[0]?.warnings[0]?.code).toBe(expected);
    },
  );

  it("says what is wrong where a registry has things that are no signatures", async () => {
    ask("require");
    const told = async () => {
      const { code, result } = await install();
      expect(code).toBe("VERIFY_SIGNATURE_INVALID");
      return result.failed[0]?.reason.message;
    };
    await leave({ form: "bundle", content: Buffer.from("nonsense") });
    expect(await told()).toContain("is no JSON");
    await leave(bundleOf({}));
    expect(await told()).toContain("can't be read");
    await leave({ form: "bundle", content: Buffer.alloc(200_000, 32) });
    expect(await told()).toContain("more than the 131072");
    const gone = `sha256:${"0".repeat(64)}`;
    listReferrers([
      [{ mediaType: INDEX, digest: gone, size: 1, artifactType: BUNDLE }],
    ]);
    expect(await told()).toContain(gone);
    registry.setFaults([
      {
        kind: "status",
        status: 200,
        match: /referrers/,
        headers: { "content-type": INDEX },
        body: " ".repeat(5_000_000),
      },
    ]);
    expect(await told()).toContain("more than 4194304 bytes");
  });

  it("looks at a number of signatures that somebody may mean, and believes a good one among them", async () => {
    const bad = signImage("simple", otherKey, claim());
    const good = signImage("simple", key, claim());
    ask("require");
    await leave(good, ...Array.from({ length: 200 }, () => bad));
    expect((await install()).code).toBeUndefined();
    ask("require", "[{ keys: ./none.pub }]");
    work.write("none.pub", new SigningKey().pem);
    const { code, result } = await install();
    expect(code).toBe("VERIFY_SIGNATURE_INVALID");
    expect(result.failed[0]?.reason.message).toContain(
      "of its 201 signatures only 32",
    );
  });

  it.each(["simple", "bundle"] as const)(
    "takes a mirror's artifacts under the name that was signed, where the rule says so (%s)",
    async (form) => {
      await leave(
        signImage(
          form,
          key,
          claim({ name: "registry.acme.example/plugins/todo" }),
        ),
      );
      ask("require");
      const { result } = await install();
      expect(result.failed[0]?.reason.hint).toContain(
        `signedAs: "registry.acme.example/plugins/todo"`,
      );
      for (const [pattern, isRight] of [
        ["registry.acme.example/plugins/*", true],
        ["registry.acme.example/other/*", false],
        ["*", true],
      ] as const) {
        ask("require", `[{ keys: ./cosign.pub, signedAs: "${pattern}" }]`);
        const { code } = await install();
        expect([pattern, code === undefined]).toEqual([pattern, isRight]);
      }
    },
  );

  it("takes a signature without a name, as cosign makes them, where the rule says that any will do", async () => {
    await leave(signImage("bundle", key, { digest: digests.current }));
    ask("require", `[{ keys: ./cosign.pub, signedAs: "*" }]`);
    expect((await install()).code).toBeUndefined();
  });

  it("takes no build's word for a signature where keys are asked for", async () => {
    const predicateType = "https://slsa.dev/provenance/v1";
    await leave(signImage("bundle", key, claim({ predicateType })));
    ask("require");
    expect((await install()).code).toBe("VERIFY_SIGNATURE_MISSING");
  });

  it("takes the signature of an index for what it leads to, also when only the lockfile knows it", async () => {
    work.plugin(NAME, "2.0.0");
    const platform = (name: string) => ({
      layers: [{ cwd: `${work.dir}/sources` }],
      dynamicPackages: { "@acme-todo-backend-2.0.0": { name: NAME } },
      platform: name,
    });
    const { digest } = await upstream.pushArtifact({
      repository,
      tag: "2.0.0",
      index: [platform("linux/amd64"), platform("linux/arm64")],
    });
    await signer.leave(repository, digest, [
      signImage("bundle", key, claim({ digest })),
    ]);
    ask("require");
    expect((await install()).code).toBeUndefined();
    expect(work.lock()).toContain(`index: ${digest}`);
    // The tag goes on, and a machine without a store starts from the lockfile.
    await push("1.0.0", "2.0.0");
    const store = `${work.dir}/store-2`;
    const frozen = await install({ frozen: true, store });
    expect(frozen.signer?.identity).toBe(key.fingerprint);
    // An index that doesn't lead there proves nothing.
    const lock = work.lock().replace(digest, digests.current);
    work.write("plugins.lock.yaml", lock);
    const lost = await install({ frozen: true, store: `${work.dir}/store-3` });
    expect(lost.code).toBe("VERIFY_SIGNATURE_MISSING");
  });

  it("holds each of an artifact's plugins to its own name", async () => {
    for (const one of ["one", "two"]) work.plugin(`@acme/${one}`, "2.0.0");
    const { digest } = await upstream.pushArtifact({
      repository,
      tag: "both",
      layers: [{ cwd: `${work.dir}/sources` }],
    });
    const plugins = "@acme/one@2.0.0,@acme/two@2.0.1";
    await signer.leave(repository, digest, [
      signImage("bundle", key, claim({ digest, plugins })),
    ]);
    const [one, two] = ["one", "two"].map(
      (folder) => `${referenceTo("both")}!@acme-${folder}-2.0.0`,
    );
    ask("require");
    work.configure(`- package: "${one}"`, `- package: "${two}"`);
    expect(codes(await work.install())).toEqual({
      [two!]: "VERIFY_SIGNATURE_INVALID",
    });
    const asked = registry.requests.filter((line) => line.endsWith(".sig"));
    expect(asked).toHaveLength(1);
  });

  it("takes a plugin's id for its name, and any tag that is no version", async () => {
    const plugins = "example@2.0.0";
    await leave(signImage("simple", key, claim({ plugins })));
    await push("2.0.0", "latest");
    ask("require", undefined, referenceTo("latest"));
    expect((await install()).code).toBeUndefined();
  });

  it("goes back with a floating tag as its publisher does, unless the lockfile is frozen", async () => {
    const reference = referenceTo("latest");
    await push("2.0.0", "latest");
    await leave(signImage("simple", key, claim()));
    ask("require", undefined, reference);
    await install();
    const digest = await push("1.0.0", "latest");
    const before = claim({ digest, plugins: `${NAME}@1.0.0` });
    await signer.leave(repository, digest, [signImage("simple", key, before)]);
    // What is locked stays.
    expect((await install()).result.installed[0]?.facts.version).toBe("2.0.0");
    work.configure(`- package: "${reference}"\n  pullPolicy: Always`);
    const plan = await work.plan();
    expect(plan.plugins[0]).toMatchObject({
      action: "change",
      before: { version: "2.0.0" },
    });
    const frozen = await install({ frozen: true });
    expect(frozen.result.installed[0]?.facts.version).toBe("2.0.0");
    expect((await install()).result.installed[0]?.facts.version).toBe("1.0.0");
  });

  it("locks who signed, and refuses another one where the lock is frozen", async () => {
    await leave(signImage("bundle", key, claim()));
    const keys = [key.published(), otherKey.published()];
    work.write("cosign.pub", JSON.stringify({ keys }));
    ask("require");
    await install();
    const signedBy = { kind: "key", identity: key.fingerprint };
    expect(work.lock()).toContain(`identity: ${key.fingerprint}`);
    expect((await work.plan()).plugins[0]).toMatchObject({
      action: "keep",
      before: { signer: signedBy },
      after: { signer: { ...signedBy, keyId: key.keyid } },
    });
    expect((await install({ frozen: true })).code).toBeUndefined();
    const changed = work.lock().replace(key.fingerprint, otherKey.fingerprint);
    work.write("plugins.lock.yaml", changed);
    const frozen = await install({ frozen: true });
    expect(frozen.code).toBe("VERIFY_SIGNER_CHANGED");
    expect((await install()).code).toBeUndefined();
    expect(work.lock()).toContain(`identity: ${key.fingerprint}`);
  });

  it("takes whom the lockfile names where several that count have signed", async () => {
    work.write("cosign.pub", otherKey.pem + key.pem);
    await leave(signImage("simple", key, claim()));
    ask("require");
    await install();
    await leave(
      signImage("simple", otherKey, claim()),
      signImage("simple", key, claim()),
    );
    const store = `${work.dir}/store-2`;
    const { signer: found } = await install({ frozen: true, store });
    expect(found?.identity).toBe(key.fingerprint);
  });

  /** What was asked of the registry about signatures since its faults were set. */
  const asked = () =>
    registry.requests
      .map((line) => line.replace(/.*\/(?=(?:manifests|referrers)\/)/, ""))
      .filter((target) => /^referrers|sha256-/.test(target));

  const tagOf = (digest: string) => digest.replace(":", "-");

  it("asks for no further signature where the first one is good", async () => {
    await leave(
      signImage("simple", key, claim()),
      signImage("bundle", key, claim()),
    );
    ask("require");
    registry.setFaults([]);
    expect((await install()).signer?.identity).toBe(key.fingerprint);
    expect(asked()).toEqual([`manifests/${tagOf(digests.current)}.sig`]);
  });

  it("takes what the manifest has of a signature for it, and only that", async () => {
    const { content, ...rest } = signImage("simple", key, claim());
    const other = signImage("simple", key, claim({ digest: digests.old }));
    const blob = createHash("sha256").update(content).digest("hex");
    ask("require");
    for (const [bytes, blobs] of [
      [content, 0],
      [other.content, 1],
    ] as const) {
      const data = bytes.toString("base64");
      await leave({ ...rest, content, data });
      registry.setFaults([]);
      const store = `${work.dir}/store-${blobs}`;
      expect((await install({ store })).signer?.identity).toBe(key.fingerprint);
      const read = registry.requests.filter((line) => line.includes(blob));
      expect(read).toHaveLength(blobs);
    }
  });

  it("reads on where the first one is somebody else's, or of something else inside", async () => {
    ask("require");
    for (const first of [
      signImage("simple", otherKey, claim()),
      signImage("simple", key, claim({ plugins: "@acme/other@2.0.0" })),
    ]) {
      await leave(first, signImage("bundle", key, claim()));
      const store = `${work.dir}/store-${first.content.length}`;
      expect((await install({ store })).signer?.identity).toBe(key.fingerprint);
      expect(asked()).toContain(`referrers/${digests.current}`);
    }
  });

  it("asks again for what nobody needed before where a later rule does", async () => {
    await leave(
      signImage("simple", key, claim()),
      signImage("bundle", otherKey, claim()),
    );
    ask("require");
    await install();
    work.write("cosign.pub", otherKey.pem);
    registry.setFaults([{ kind: "reset", match: /./ }]);
    // All that is known then is who else signed.
    expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
    registry.setFaults([]);
    expect((await install()).signer?.identity).toBe(otherKey.fingerprint);
    // Now both are known.
    registry.setFaults([{ kind: "reset", match: /./ }]);
    expect((await install()).signer?.identity).toBe(otherKey.fingerprint);
    work.write("cosign.pub", key.pem);
    expect((await install()).signer?.identity).toBe(key.fingerprint);
    expect(registry.requests).toEqual([]);
  });

  it("looks for whom a frozen lockfile names behind others that count", async () => {
    work.write("cosign.pub", otherKey.pem);
    await leave(
      signImage("simple", key, claim()),
      signImage("bundle", otherKey, claim()),
    );
    ask("require");
    await install();
    work.write("cosign.pub", key.pem + otherKey.pem);
    const second = { frozen: true, store: `${work.dir}/store-2` };
    expect((await install(second)).signer?.identity).toBe(otherKey.fingerprint);
    // Where nobody is named yet the first one is as good, and all that is kept.
    const store = `${work.dir}/store-3`;
    const lockfile = `${work.dir}/other.lock.yaml`;
    const first = await install({ store, lockfile });
    expect(first.signer?.identity).toBe(key.fingerprint);
    const third = await install({ store, frozen: true });
    expect(third.signer?.identity).toBe(otherKey.fingerprint);
  });

  it("checks a package again that came before the rule", async () => {
    ask("off");
    await install();
    ask("require");
    expect((await install()).code).toBe("VERIFY_SIGNATURE_MISSING");
    await leave(signImage("bundle", key, claim()));
    registry.setFaults([]);
    expect((await install()).signer?.identity).toBe(key.fingerprint);
    const [layer = ""] = await layersOf(digests.current);
    expect(registry.requests.join()).not.toContain(layer);
  });

  it("starts what it checked with the registry gone, and not with its key taken away", async () => {
    await leave(signImage("bundle", key, claim()));
    ask("require");
    await install();
    registry.setFaults([{ kind: "reset", match: /./ }]);
    const again = await install({ frozen: true, checkStore: true });
    expect(again.signer?.identity).toBe(key.fingerprint);
    expect(registry.requests).toEqual([]);
    work.write("cosign.pub", otherKey.pem);
    expect((await install()).code).toBe("VERIFY_SIGNER_FORBIDDEN");
  });

  it("starts what it checked before the key expired", async () => {
    await leave(signImage("bundle", key, claim()));
    ask("require");
    await install();
    const soon = new Date(Date.now() + 1).toISOString();
    work.write("cosign.pub", JSON.stringify({ keys: [key.published(soon)] }));
    expect((await install()).code).toBeUndefined();
  });

  it("asks once where a missing signature leads to a warning", async () => {
    ask("warn");
    await install();
    registry.setFaults([]);
    const { result } = await install();
    expect(result.installed[0]?.warnings).toMatchObject([
      { code: "VERIFY_SIGNATURE_MISSING" },
    ]);
    expect(registry.requests).toEqual([]);
  });

  it.each([
    ["nothing", "", "no public key"],
    [
      "a private key",
      `-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n`,
      "PRIVATE KEY",
    ],
    ["JSON of another kind", "{}", "no public key"],
  ])(
    "installs nothing where the file with the keys has %s, also with `warn`",
    async (_what, text, why) => {
      await leave(signImage("bundle", key, claim()));
      work.write("cosign.pub", text);
      for (const mode of ["require", "warn"]) {
        ask(mode);
        const { code, result } = await install();
        expect(code).toBe("CONFIG_TRUST_INVALID");
        expect(result.failed[0]?.reason.message).toContain(why);
      }
    },
  );

  it("follows the first rule that fits repository and registry", async () => {
    const outcomes: string[] = [];
    for (const first of [
      `repositories: ["*/plugins/todo-*"]`,
      `repositories: ["${registry.host}/other/*"]`,
      `registries: ["${registry.host}"]`,
      `registries: ["registry.acme.example"]`,
    ]) {
      work.settings = `signatures:
  rules:
    - { source: npm, mode: require, signers: [{ keys: ./cosign.pub }] }
    - { source: oci, ${first}, mode: off }
    - { source: oci, mode: require, signers: [{ keys: ./cosign.pub }] }`;
      work.configure(`- package: "${referenceTo()}"`);
      outcomes.push((await install()).code ?? "installed");
    }
    const missing = "VERIFY_SIGNATURE_MISSING";
    expect(outcomes).toEqual(["installed", missing, "installed", missing]);
  });

  const layersOf = async (digest: string): Promise<string[]> => {
    const url = `${upstream.url}/v2/${repository}/manifests/${digest}`;
    const headers = { accept: "application/vnd.oci.image.manifest.v1+json" };
    const answer = await fetch(url, { headers });
    const { layers } = (await answer.json()) as {
      layers: { digest: string }[];
    };
    return layers.map((layer) => layer.digest);
  };
});
