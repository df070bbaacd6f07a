import { execFile } from "node:child_process";
import {
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
} from "vitest";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import {
  type MirrorOptions,
  type MirrorPlace,
  type MirrorResult,
  copyMirror,
  mirrorPlugins,
} from "../src/index.ts";
import { ImageSigner, signImage } from "./imageSigner.ts";
import { SigningKey } from "./signingKey.ts";
import { type Document, SigningRegistry } from "./signingRegistry.ts";
import { type TarballServer, startTarballServer } from "./tarballServer.ts";
import { Workspace, codes } from "./workspace.ts";

const SIGNED = "@acme/signed-backend";
const LINKED = "@acme/linked-backend";
const URL_PLUGIN = "@acme/url-backend";
const key = new SigningKey();
const API = "@backstage/backend-plugin-api";

interface Services {
  readonly npm: VerdaccioService;
  readonly signing: SigningRegistry;
  readonly oci: OciRegistryService;
  readonly web: TarballServer;
  readonly sources: Workspace;
}

/** Registries with a portal's plugins of every kind, which the tests stop. */
class Outside {
  readonly #services: Services;

  private constructor(services: Services) {
    this.#services = services;
  }

  get npmrc(): string {
    return `registry=${this.#services.signing.url}/\n`;
  }

  static async start(): Promise<Outside> {
    const npm = await startVerdaccio();
    const signing = await SigningRegistry.start(npm);
    const oci = await startOciRegistry();
    const sources = new Workspace();
    const web = await startTarballServer(
      await packTarball({
        cwd: sources.plugin(URL_PLUGIN),
        prefix: "package",
      }),
    );
    const outside = new Outside({ npm, signing, oci, web, sources });
    await outside.#publish();
    await outside.#push();
    return outside;
  }

  async #publish() {
    const { npm, signing, sources } = this.#services;
    const publish = (...args: Parameters<Workspace["plugin"]>) =>
      npm.publish(sources.plugin(...args));
    const { integrity } = await publish(SIGNED);
    const library = { backstage: undefined };
    await publish("colors", "1.0.0", library);
    await publish("colors", "2.0.0", library);
    const dependencies = { colors: "^1.0.0" };
    await publish("paint", "1.1.0", { ...library, dependencies });
    await publish("only-mars", "1.0.0", { ...library, os: ["mars"] });
    await publish(LINKED, "1.0.0", {
      dependencies: { paint: "^1.0.0", colors: "^2.0.0", [API]: "^1.0.0" },
      optionalDependencies: { "only-mars": "^1.0.0" },
    });
    const signatures = [key.sign(`${SIGNED}@1.0.0:${integrity}`)];
    signing.behave({
      keys: [key.published()],
      edit: (document: Document) => {
        const dist = document.versions["1.0.0"]?.dist;
        if (document.versions["1.0.0"]?.name !== SIGNED || !dist) return;
        dist.signatures = signatures;
      },
    });
  }

  async #push() {
    const { oci, sources } = this.#services;
    const folder = (name: string) => {
      sources.plugin(name);
      return `${name}-1.0.0`;
    };
    const cwd = path.join(sources.dir, "sources");
    const folders = ["one", "two"].map(folder);
    const packages = Object.fromEntries(folders.map((each) => [each, {}]));
    const signed = await oci.pushArtifact({
      repository: "team/plugins",
      tag: "1.0",
      layers: [{ cwd, entries: folders }],
      dynamicPackages: packages,
    });
    const three = folder("three");
    const layers = [{ cwd, entries: [three] }];
    const dynamicPackages = { [three]: {} };
    const index = await oci.pushArtifact({
      repository: "team/platforms",
      tag: "1.0",
      index: ["linux/amd64", "linux/s390x"].map((platform) => ({
        layers,
        dynamicPackages,
        platform,
        annotations: { platform },
      })),
    });
    const signer = new ImageSigner(oci.url);
    const claim = (name: string, digest: string) => ({
      digest,
      name: `${oci.host}/${name}`,
    });
    await signer.leave("team/plugins", signed.digest, [
      signImage("simple", key, claim("team/plugins", signed.digest)),
    ]);
    await signer.leave("team/platforms", index.digest, [
      signImage("bundle", key, claim("team/platforms", index.digest)),
    ]);
  }

  /** Entries of a portal that has all of it. */
  entries(): string[] {
    const { oci, web } = this.#services;
    return [
      `- package: "${SIGNED}"`,
      `- package: "${LINKED}@^1.0.0"`,
      `- package: oci://${oci.host}/team/plugins:1.0!one-1.0.0`,
      `- package: oci://${oci.host}/team/plugins:1.0!two-1.0.0`,
      `- package: oci://${oci.host}/team/platforms:1.0`,
      `- package: ${web.url}`,
    ];
  }

  async stop(): Promise<void> {
    const { npm, signing, oci, web, sources } = this.#services;
    await signing.stop();
    await npm.stop();
    await oci.stop();
    await web.stop();
    sources.remove();
  }
}

const RULES = `signatures:
  rules:
    - source: npm
      packages: ["@acme/signed-*"]
      mode: require
      signers: [{ keys: registry }]
    - source: oci
      mode: require
      signers: [{ keys: ./cosign.pub }]
`;

function folderPlace(folder: string): MirrorPlace {
  return { kind: "folder", path: folder, text: folder };
}

function registryPlace({ host }: { host: string }): MirrorPlace {
  const text = `oci://${host}/flyloft/mirror`;
  const [registry, repository] = [host, "flyloft/mirror"];
  return { kind: "oci", registry, repository, version: "latest", text };
}

async function mirror(
  work: Workspace,
  target: MirrorPlace,
  more: Partial<MirrorOptions> = {},
): Promise<MirrorResult> {
  return mirrorPlugins({ ...(await work.options()), target, ...more });
}

/** Every file of a folder, with its content. */
function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .sort()
      .map((file) => [
        path.relative(folder, file),
        readFileSync(file).toString("base64"),
      ]),
  );
}

function blobOf(folder: string, digest: string): string {
  return path.join(folder, "blobs", ...digest.split(":"));
}

interface Written {
  readonly layers: readonly {
    readonly digest: string;
    readonly annotations?: Record<string, string>;
  }[];
  readonly manifests: readonly { readonly digest: string }[];
}

function read(folder: string, digest: string): Written {
  return JSON.parse(readFileSync(blobOf(folder, digest), "utf8")) as Written;
}

/** The file in which a layout has a tarball. */
function tarball(folder: string, title: string): string {
  const index = JSON.parse(
    readFileSync(path.join(folder, "index.json"), "utf8"),
  ) as Written;
  const root = read(folder, index.manifests[0]!.digest);
  const contents = read(folder, root.manifests[0]!.digest);
  const found = contents.layers.find(({ annotations }) =>
    Object.values(annotations ?? {}).includes(title),
  );
  return blobOf(folder, found!.digest);
}

describe("a mirror", () => {
  let outside: Outside;
  let inside: OciRegistryService;
  let carried: Workspace;
  let layout: string;
  let entries: string[];
  let written: { first: MirrorResult; second: MirrorResult };
  let before: Record<string, string>;
  let work: Workspace;

  /** A portal of the closed network: the configuration, the lockfile and nothing else. */
  const openPortal = (target: string, ...more: string[]) => {
    const portal = new Workspace();
    portal.write("plugins.lock.yaml", carried.lock());
    portal.write("cosign.pub", key.pem);
    // Nothing answers there.
    portal.write(".npmrc", "registry=http://127.0.0.1:1/\n");
    portal.settings = `${RULES}frozen: true\nmirror: "${target}"`;
    portal.configure(...entries, ...more);
    return portal;
  };

  beforeAll(async () => {
    outside = await Outside.start();
    inside = await startOciRegistry();
    carried = new Workspace();
    carried.write(".npmrc", outside.npmrc);
    carried.write("cosign.pub", key.pem);
    carried.settings = RULES;
    entries = outside.entries();
    const folder = carried.plugin("@acme/local-backend");
    carried.configure(...entries, `- package: ${folder}`);
    const installed = await carried.install();
    expect(codes(installed)).toEqual({});
    layout = path.join(carried.dir, "mirror");
    const first = await mirror(carried, folderPlace(layout));
    before = contentOf(layout);
    const second = await mirror(carried, folderPlace(layout));
    written = { first, second };
    const pushed = await mirror(carried, registryPlace(inside));
    expect(pushed.failed).toEqual([]);
    expect(pushed).toMatchObject({ isComplete: true, digest: first.digest });
    await outside.stop();
  }, 120_000);
  afterAll(async () => {
    await inside.stop();
    carried.remove();
  });
  afterEach(() => work?.remove());

  it("holds what the lockfile names, signatures and packages of other platforms included", () => {
    const { first } = written;
    expect(first).toMatchObject({ isComplete: true, failed: [] });
    expect(
      first.plugins.map(({ name, kind, signatures }) => [
        name,
        kind,
        signatures,
      ]),
    ).toEqual([
      [SIGNED, "npm", 1],
      [LINKED, "npm", 0],
      ["one", "oci", 1],
      ["two", "oci", 1],
      ["three", "oci", 1],
      [URL_PLUGIN, "url", 0],
      ["@acme/local-backend", "local", 0],
    ]);
    expect(first.dependencies).toBe(4);
    expect(tarball(layout, "only-mars-1.0.0.tgz")).toBeDefined();
  });

  it("is written again without bringing anything again, byte for byte the same", () => {
    const { first, second } = written;
    expect(first.bytes).toMatchObject({ kept: 0 });
    expect(second.bytes.kept).toBe(first.bytes.copied);
    expect(second).toMatchObject({
      digest: first.digest,
      bytes: { copied: 0 },
    });
    expect(contentOf(layout)).toEqual(before);
  });

  it.each([
    ["folder", () => layout],
    ["registry", () => `oci://${inside.host}/flyloft/mirror`],
  ])(
    "in a %s is enough for a portal, with rules about signatures",
    async (_kind, target) => {
      work = openPortal(target());
      const { installed, failed } = await work.install();
      expect(failed).toEqual([]);
      expect(installed.map(({ facts }) => facts.name)).toEqual([
        SIGNED,
        LINKED,
        "one",
        "two",
        "three",
        URL_PLUGIN,
      ]);
      expect(installed.map(({ signer }) => signer?.kind)).toEqual([
        "registry",
        undefined,
        "key",
        "key",
        "key",
        undefined,
      ]);
      expect(installed[1]?.treeFile).toBeDefined();
      expect(work.lock()).toBe(carried.lock());
    },
  );

  it("answers a plan", async () => {
    work = openPortal(layout);
    const { plugins } = await work.plan();
    const failing = plugins.filter(({ action }) => action === "fail");
    expect(failing).toEqual([]);
    expect(plugins[0]?.after?.signer?.kind).toBe("registry");
  });

  it("names the plugin that it lacks", async () => {
    work = openPortal(layout);
    work.settings = `mirror: "${layout}"`;
    const others = [
      "@acme/other-backend@1.0.0",
      "oci://registry.acme.example/team/other:1.0",
      "https://acme.example/other.tgz",
    ];
    work.configure(...others.map((each) => `- package: "${each}"`));
    const result = await work.install();
    expect(Object.keys(codes(result))).toEqual(others);
    for (const { text, reason } of result.failed) {
      expect(reason).toMatchObject({
        code: "MIRROR_MISSING",
        message: expect.stringContaining(text),
        hint: expect.stringContaining("flyloft mirror"),
      });
    }
  });

  it("that isn't there is told, and a portal whose store is complete starts without it", async () => {
    work = openPortal(layout);
    expect(codes(await work.install())).toEqual({});
    const gone = path.join(work.dir, "gone");
    work.settings = `${RULES}frozen: true\nmirror: "${gone}"`;
    work.configure(...entries);
    expect(codes(await work.install())).toEqual({});
    rmSync(work.store, { recursive: true });
    const found = Object.values(codes(await work.install()));
    expect(new Set(found)).toEqual(new Set(["MIRROR_UNREADABLE"]));
  });

  describe("that was damaged", () => {
    let damaged: string;
    beforeEach(() => {
      work = new Workspace();
      damaged = path.join(work.dir, "damaged");
      cpSync(layout, damaged, { recursive: true });
    });

    const install = async () => {
      const portal = openPortal(damaged);
      const found = codes(await portal.install());
      portal.remove();
      return found;
    };

    it("names the plugin of a missing piece", async () => {
      rmSync(tarball(damaged, "paint-1.1.0.tgz"));
      expect(await install()).toEqual({
        [`${LINKED}@^1.0.0`]: "MIRROR_MISSING",
      });
    });

    it("installs nothing of an altered archive", async () => {
      const file = tarball(damaged, "acme-signed-backend-1.0.0.tgz");
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(file, bytes);
      expect(await install()).toEqual({ [SIGNED]: "FETCH_DIGEST_MISMATCH" });
    });

    it("installs nothing where its index was altered", async () => {
      const file = path.join(damaged, "index.json");
      const text = readFileSync(file, "utf8");
      const digest = /sha256:([a-f0-9]{64})/.exec(text)![0];
      writeFileSync(blobOf(damaged, digest), "{}");
      const found = new Set(Object.values(await install()));
      expect(found).toEqual(new Set(["MIRROR_UNREADABLE"]));
    });
  });

  it("goes from a folder into a registry, by itself", async () => {
    work = new Workspace();
    work.configure("[]");
    const other = await startOciRegistry();
    const copied = await copyMirror(
      folderPlace(layout),
      registryPlace(other),
      await work.options(),
    );
    expect(copied).toMatchObject({ digest: written.first.digest });
    const again = await copyMirror(
      folderPlace(layout),
      registryPlace(other),
      await work.options(),
    );
    expect(again.bytes).toEqual({ copied: 0, kept: copied.bytes.copied });
    work.remove();
    work = openPortal(`oci://${other.host}/flyloft/mirror`);
    expect(codes(await work.install())).toEqual({});
    await other.stop();
  });
});

describe("a mirror that skopeo carries", () => {
  it("is the same in a registry", async () => {
    const registries = [await startOciRegistry(), await startOciRegistry()];
    const [outside, inside] = registries as [
      OciRegistryService,
      OciRegistryService,
    ];
    const npm = await startVerdaccio();
    const work = new Workspace();
    await npm.publish(work.plugin("@acme/a-backend"));
    const folder = path.dirname(work.plugin("b-backend"));
    await outside.pushArtifact({
      repository: "team/b",
      tag: "1.0",
      layers: [{ cwd: folder, entries: ["b-backend-1.0.0"] }],
    });
    work.write(".npmrc", npm.npmrc());
    const entries = [
      `- package: "@acme/a-backend"`,
      `- package: oci://${outside.host}/team/b:1.0!b-backend-1.0.0`,
    ];
    work.configure(...entries);
    expect(codes(await work.install())).toEqual({});
    const layout = path.join(work.dir, "mirror");
    await mirror(work, folderPlace(layout));
    await Promise.all([npm.stop(), outside.stop()]);
    await promisify(execFile)("skopeo", [
      "copy",
      "--all",
      "--dest-tls-verify=false",
      `oci:${layout}:latest`,
      `docker://${inside.host}/flyloft/mirror:latest`,
    ]);
    rmSync(work.store, { recursive: true });
    work.settings = `frozen: true\nmirror: oci://${inside.host}/flyloft/mirror`;
    work.configure(...entries);
    expect(codes(await work.install())).toEqual({});
    await inside.stop();
    work.remove();
  });
});

describe("writing a mirror", () => {
  let npm: VerdaccioService;
  let proxy: FaultyProxy;
  let work: Workspace;
  let layout: string;

  beforeAll(async () => {
    npm = await startVerdaccio();
    proxy = await startFaultyProxy(npm.url);
    const sources = new Workspace();
    for (const name of ["@acme/a-backend", "@acme/b-backend"]) {
      await npm.publish(sources.plugin(name));
    }
    sources.remove();
  });
  afterAll(async () => {
    await proxy.stop();
    await npm.stop();
  });
  beforeEach(async () => {
    proxy.setFaults([]);
    work = new Workspace();
    work.write(".npmrc", `registry=${proxy.url}/\n`);
    work.configure(
      `- package: "@acme/a-backend"`,
      `- package: "@acme/b-backend"`,
    );
    await work.install();
    layout = path.join(work.dir, "mirror");
  });
  afterEach(() => work.remove());

  it("that was broken off leaves no mirror, and goes on where it was", async () => {
    proxy.setFaults([
      { kind: "status", status: 500, match: /b-backend-1\.0\.0\.tgz/ },
    ]);
    const broken = await mirror(work, folderPlace(layout));
    expect(broken).toMatchObject({
      isComplete: false,
      digest: undefined,
      failed: [
        { text: "@acme/b-backend", reason: { code: expect.any(String) } },
      ],
    });
    expect(readdirSync(layout)).not.toContain("index.json");
    proxy.setFaults([]);
    const before = proxy.requests.length;
    const whole = await mirror(work, folderPlace(layout));
    expect(whole.isComplete).toBe(true);
    const asked = proxy.requests.slice(before).join();
    expect(asked).toContain("b-backend-1.0.0.tgz");
    expect(asked).not.toContain("a-backend-1.0.0.tgz");
  });

  it("drops what the lockfile doesn't name any more, and mends what was damaged", async () => {
    await mirror(work, folderPlace(layout));
    const file = tarball(layout, "acme-a-backend-1.0.0.tgz");
    const dropped = tarball(layout, "acme-b-backend-1.0.0.tgz");
    writeFileSync(file, "damaged");
    work.configure(`- package: "@acme/a-backend"`);
    await work.install();
    const { isComplete } = await mirror(work, folderPlace(layout));
    expect(isComplete).toBe(true);
    expect(readFileSync(file).length).toBeGreaterThan(20);
    expect(readdirSync(path.dirname(dropped))).not.toContain(
      path.basename(dropped),
    );
  });

  it("tells what it would copy, and touches nothing", async () => {
    const before = proxy.requests.length;
    const result = await mirror(work, folderPlace(layout), { dryRun: true });
    expect(result.plugins.map(({ name }) => name)).toEqual([
      "@acme/a-backend",
      "@acme/b-backend",
    ]);
    expect(proxy.requests).toHaveLength(before);
    expect(readdirSync(work.dir)).not.toContain("mirror");
  });

  it("names what isn't locked, and refuses a folder with something else", async () => {
    work.configure(`- package: "@acme/new-backend"`);
    const { failed, isComplete } = await mirror(work, folderPlace(layout));
    expect(isComplete).toBe(true);
    expect(failed).toMatchObject([
      { text: "@acme/new-backend", reason: { code: "MIRROR_NOT_LOCKED" } },
    ]);
    await expect(mirror(work, folderPlace(work.dir))).rejects.toMatchObject({
      code: "MIRROR_TARGET_UNUSABLE",
    });
  });
});
