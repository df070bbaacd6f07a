import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { zstdCompressSync } from "node:zlib";
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
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../../../scripts/services/startFaultyProxy.ts";
import {
  type OciRun,
  packageJson,
  startOciRun,
  writeTree,
} from "./ociHarness.ts";
import { Workspace, codes } from "./workspace.ts";

let registry: OciRegistryService;
let proxy: FaultyProxy;
let run: OciRun;
let two: string;
const trees: string[] = [];

async function tree(files: Readonly<Record<string, string | Buffer>>) {
  const folder = await writeTree(files);
  trees.push(folder);
  return folder;
}

beforeAll(async () => {
  registry = await startOciRegistry();
  proxy = await startFaultyProxy(registry.url);
  two = await tree({
    "plugin-one/package.json": packageJson("one"),
    "plugin-one/dist/index.js": "one",
    "plugin-one-evil/package.json": packageJson("evil"),
    "plugin-two/package.json": packageJson("two"),
    "plugin-two/dist/mf-manifest.json": '{"name":"two"}',
  });
});

afterAll(async () => {
  await proxy?.stop();
  await registry?.stop();
  for (const folder of trees) await rm(folder, { recursive: true });
});

beforeEach(async () => {
  proxy.setFaults([]);
  run = await startOciRun();
});

afterEach(() => run.close());

describe("the integrity of an entry", () => {
  it("is the digest of the manifest; another one is refused, and nothing is stored", async () => {
    const content = await tree({
      "package.json": JSON.stringify({
        name: "sealed",
        version: "1.0.0",
        main: "index.js",
        backstage: { role: "backend-plugin" },
      }),
      "index.js": "",
    });
    const { digest } = await registry.pushArtifact({
      repository: "team/sealed",
      tag: "1.0",
      layers: [{ cwd: content }],
    });
    const reference = `oci://${registry.host}/team/sealed:1.0`;
    const work = new Workspace();
    const other = `sha256:${"0".repeat(64)}`;
    work.configure(`- package: ${reference}\n  integrity: ${other}`);
    const refused = await work.install();
    expect(codes(refused)).toEqual({
      [reference]: "VERIFY_INTEGRITY_MISMATCH",
    });
    expect(refused.failed[0]?.reason.message).toContain(digest);
    expect(work.stored("packages")).toEqual([]);
    work.configure(`- package: ${reference}\n  integrity: ${digest}`);
    expect((await work.install()).failed).toEqual([]);
    work.remove();
  });
});

describe("a tag and a digest", () => {
  it("lead to the same artifact, whose digest is its identity", async () => {
    const { digest } = await registry.pushArtifact({
      repository: "team/two",
      tag: "1.0",
      layers: [{ cwd: two }],
    });
    const byTag = await run.install(
      `oci://${registry.host}/team/two:1.0!plugin-one`,
    );
    const byDigest = await run.install(
      `oci://${registry.host}/team/two@${digest}!plugin-one`,
    );
    expect(byTag.digest).toBe(`${digest}!plugin-one`);
    expect(byTag.resolved).toMatchObject({
      digest: byTag.digest,
      stale: false,
    });
    expect(byDigest.digest).toBe(byTag.digest);
    expect(byDigest.packageJson).toEqual({ name: "one", version: "1.0.0" });
  });

  it("of which the digest decides where both are given", async () => {
    const old = await registry.pushArtifact({
      repository: "moved",
      tag: "1",
      layers: [{ cwd: await tree({ "package.json": packageJson("old") }) }],
    });
    await registry.pushArtifact({
      repository: "moved",
      tag: "1",
      layers: [{ cwd: await tree({ "package.json": packageJson("new") }) }],
    });
    const fetched = await run.install(
      `oci://${registry.host}/moved:1@${old.digest}`,
    );
    expect(fetched.packageJson).toMatchObject({ name: "old" });
  });

  it("that aren't there are named, with the tags that are", async () => {
    await registry.pushArtifact({
      repository: "tags",
      tag: "1.0",
      layers: [{ cwd: two }],
    });
    await expect(
      run.resolve(`oci://${registry.host}/tags:2.0`),
    ).rejects.toMatchObject({
      code: "RESOLVE_TAG_NOT_FOUND",
      message: expect.stringMatching(/'2\.0'.*1\.0.*app-config\.yaml:7/),
    });
    const digest = `sha256:${"0".repeat(64)}`;
    await expect(
      run.resolve(`oci://${registry.host}/tags@${digest}`),
    ).rejects.toMatchObject({
      code: "RESOLVE_VERSION_NOT_FOUND",
    });
    await expect(
      run.resolve(`oci://${registry.host}/nothing:1`),
    ).rejects.toMatchObject({
      code: "RESOLVE_PACKAGE_NOT_FOUND",
    });
  });
});

describe("the folder inside an artifact", () => {
  it("is extracted alone, without one that begins with the same name", async () => {
    await registry.pushArtifact({
      repository: "two",
      tag: "1",
      layers: [{ cwd: two }],
    });
    const fetched = await run.install(
      `oci://${registry.host}/two:1!plugin-one`,
    );
    expect(await run.contents(fetched)).toEqual({
      "dist/index.js": "one",
      "package.json": packageJson("one"),
    });
  });

  it("comes from the annotation where the reference leaves it out", async () => {
    await registry.pushArtifact({
      repository: "annotated",
      tag: "1",
      layers: [{ cwd: two }],
      dynamicPackages: { "plugin-two": { name: "two", version: "1.0.0" } },
    });
    const fetched = await run.install(`oci://${registry.host}/annotated:1`);
    expect(fetched.packageJson).toMatchObject({ name: "two" });
    expect(fetched.federationManifest).toEqual({ name: "two" });
    expect(fetched.digest).toMatch(/!plugin-two$/);
  });

  it("has to be given where the annotation names several", async () => {
    await registry.pushArtifact({
      repository: "ambiguous",
      tag: "1",
      layers: [{ cwd: two }],
      dynamicPackages: { "plugin-one": {}, "plugin-two": {} },
    });
    await expect(
      run.resolve(`oci://${registry.host}/ambiguous:1`),
    ).rejects.toMatchObject({
      code: "RESOLVE_PATH_AMBIGUOUS",
      message: expect.stringContaining("plugin-one, plugin-two"),
      hint: expect.stringContaining("!plugin-one"),
    });
  });

  it("that isn't there is refused with what is", async () => {
    await registry.pushArtifact({
      repository: "two",
      tag: "1",
      layers: [{ cwd: two }],
    });
    await expect(
      run.install(`oci://${registry.host}/two:1!plugin`),
    ).rejects.toMatchObject({
      code: "FETCH_PATH_NOT_IN_ARTIFACT",
      message: expect.stringContaining("plugin-one-evil"),
    });
  });

  it("is the root where that is the package, or the only package at the top", async () => {
    const atRoot = await tree({
      "package.json": packageJson("root"),
      "a/b": "",
    });
    const below = await tree({
      "index.json": "[]",
      "package/package.json": packageJson("below"),
    });
    await registry.pushArtifact({
      repository: "root",
      tag: "1",
      layers: [{ cwd: atRoot }],
    });
    await registry.pushArtifact({
      repository: "below",
      tag: "1",
      layers: [{ cwd: below }],
    });
    const root = await run.install(`oci://${registry.host}/root:1`);
    expect(Object.keys(await run.contents(root))).toEqual([
      "a/b",
      "package.json",
    ]);
    const inside = await run.install(`oci://${registry.host}/below:1`);
    expect(Object.keys(await run.contents(inside))).toEqual(["package.json"]);
  });

  it("is asked for where the root holds several packages", async () => {
    await registry.pushArtifact({
      repository: "two",
      tag: "1",
      layers: [{ cwd: two }],
    });
    await expect(
      run.install(`oci://${registry.host}/two:1`),
    ).rejects.toMatchObject({
      code: "FETCH_PATH_NOT_IN_ARTIFACT",
      message: expect.stringContaining(
        "plugin-one, plugin-one-evil, plugin-two",
      ),
    });
  });
});

describe("layers", () => {
  it("lie upon each other: later ones win, whiteouts remove", async () => {
    const below = await tree({
      "p/package.json": packageJson("old"),
      "p/kept": "kept",
      "p/gone": "gone",
      "p/d/x": "x",
      "other/x": "x",
    });
    const above = await tree({
      "p/package.json": packageJson("new"),
      "p/.wh.gone": "",
      "p/.wh.d": "",
      "other/.wh.x": "",
    });
    await registry.pushArtifact({
      repository: "layers",
      tag: "1",
      layers: [{ cwd: below }, { cwd: above }],
    });
    const fetched = await run.install(`oci://${registry.host}/layers:1!p`);
    expect(await run.contents(fetched)).toEqual({
      kept: "kept",
      "package.json": packageJson("new"),
    });
  });

  it("may hold one plugin each", async () => {
    await registry.pushArtifact({
      repository: "each",
      tag: "1",
      layers: [
        { cwd: two, entries: ["plugin-one"] },
        { cwd: two, entries: ["plugin-two"] },
      ],
    });
    const fetched = await run.install(
      `oci://${registry.host}/each:1!plugin-two`,
    );
    expect(fetched.packageJson).toMatchObject({ name: "two" });
  });

  it("are shared by the plugins of one artifact: one download", async () => {
    await registry.pushArtifact({
      repository: "shared",
      tag: "1",
      layers: [{ cwd: two }],
    });
    const reference = `oci://${proxy.host}/shared:1`;
    const names = ["plugin-one", "plugin-two", "plugin-one-evil"];
    await Promise.all(names.map((name) => run.install(`${reference}!${name}`)));
    await run.install(`${reference}!plugin-one`);
    const blobs = proxy.requests.filter((line) => line.includes("/blobs/"));
    expect(blobs).toHaveLength(1);
  });

  it("may be zstd", async () => {
    const tar = await packTarball({ cwd: two, gzip: false });
    await registry.pushArtifact({
      repository: "zstd",
      tag: "1",
      layers: [
        {
          bytes: zstdCompressSync(tar),
          mediaType: "application/vnd.oci.image.layer.v1.tar+zstd",
        },
      ],
    });
    const fetched = await run.install(
      `oci://${registry.host}/zstd:1!plugin-two`,
    );
    expect(fetched.packageJson).toMatchObject({ name: "two" });
  });

  it("with a title are files of that name, as ORAS pushes them", async () => {
    const title = (name: string) => ({
      "org.opencontainers.image.title": name,
    });
    const mediaType = "application/vnd.oci.image.layer.v1.tar";
    await registry.pushArtifact({
      repository: "oras-files",
      tag: "1",
      layers: [
        {
          bytes: Buffer.from(packageJson("oras")),
          mediaType,
          annotations: title("package.json"),
        },
        {
          bytes: Buffer.from("code"),
          mediaType,
          annotations: title("dist/index.js"),
        },
      ],
    });
    const fetched = await run.install(`oci://${registry.host}/oras-files:1`);
    expect(await run.contents(fetched)).toEqual({
      "dist/index.js": "code",
      "package.json": packageJson("oras"),
    });
  });

  it("with the title of a folder or a tarball are unpacked", async () => {
    const unpack = {
      "org.opencontainers.image.title": "plugin-one",
      "io.deis.oras.content.unpack": "true",
    };
    await registry.pushArtifact({
      repository: "oras-folder",
      tag: "1",
      layers: [{ cwd: two, entries: ["plugin-one"], annotations: unpack }],
    });
    await registry.pushArtifact({
      repository: "oras-tgz",
      tag: "1",
      layers: [
        {
          bytes: await packTarball({
            cwd: path.join(two, "plugin-one"),
            prefix: "package",
          }),
          mediaType: "application/octet-stream",
          annotations: { "org.opencontainers.image.title": "one-1.0.0.tgz" },
        },
      ],
    });
    for (const name of ["oras-folder", "oras-tgz"]) {
      const fetched = await run.install(`oci://${registry.host}/${name}:1`);
      expect(Object.keys(await run.contents(fetched))).toEqual([
        "dist/index.js",
        "package.json",
      ]);
    }
  });

  it("whose title leads out of the folder are refused", async () => {
    await registry.pushArtifact({
      repository: "escape",
      tag: "1",
      layers: [
        {
          bytes: Buffer.from("x"),
          annotations: { "org.opencontainers.image.title": "../../escaped" },
        },
      ],
    });
    await expect(
      run.install(`oci://${registry.host}/escape:1`),
    ).rejects.toMatchObject({
      code: "FETCH_ARCHIVE_PATH",
    });
  });

  it("of an unknown kind, or none at all, are refused before any download", async () => {
    await registry.pushArtifact({
      repository: "unknown",
      tag: "1",
      layers: [{ bytes: Buffer.from("x"), mediaType: "application/wasm" }],
    });
    await registry.pushArtifact({ repository: "empty", tag: "1", layers: [] });
    for (const name of ["unknown", "empty"]) {
      await expect(
        run.resolve(`oci://${registry.host}/${name}:1`),
      ).rejects.toMatchObject({
        code: "RESOLVE_ARTIFACT_UNSUPPORTED",
      });
    }
  });

  it("larger than the limit are refused before any download", async () => {
    await registry.pushArtifact({
      repository: "two",
      tag: "1",
      layers: [{ cwd: two }],
    });
    const small = await startOciRun({ network: { maxDownloadBytes: 10 } });
    await expect(
      small.install(`oci://${proxy.host}/two:1!plugin-one`),
    ).rejects.toMatchObject({ code: "FETCH_SIZE_MISMATCH" });
    expect(proxy.requests.join()).not.toContain("/blobs/");
    await small.close();
  });
});

describe("an index", () => {
  const os = process.platform;
  const architecture = process.arch === "x64" ? "amd64" : process.arch;

  it("leads to the manifest of this platform", async () => {
    const mine = await tree({ "package.json": packageJson("mine") });
    const other = await tree({ "package.json": packageJson("other") });
    await registry.pushArtifact({
      repository: "index",
      tag: "1",
      index: [
        { layers: [{ cwd: other }], platform: "plan9/mips" },
        { layers: [{ cwd: mine }], platform: `${os}/${architecture}` },
        { layers: [{ cwd: other }], platform: "unknown/unknown" },
      ],
    });
    const fetched = await run.install(`oci://${registry.host}/index:1`);
    expect(fetched.packageJson).toMatchObject({ name: "mine" });
  });

  it("leads to the manifest without a platform, and carries annotations too", async () => {
    await registry.pushArtifact({
      repository: "neutral",
      tag: "1",
      index: [
        { layers: [{ cwd: two }], platform: "plan9/mips" },
        { layers: [{ cwd: two }], dynamicPackages: { "plugin-two": {} } },
      ],
    });
    const fetched = await run.install(`oci://${registry.host}/neutral:1`);
    expect(fetched.packageJson).toMatchObject({ name: "two" });
  });

  it("without anything for this platform says what there is", async () => {
    await registry.pushArtifact({
      repository: "foreign",
      tag: "1",
      index: [
        { layers: [{ cwd: two }], platform: "plan9/mips" },
        { layers: [{ cwd: two }], platform: "plan9/amd64" },
      ],
    });
    await expect(
      run.resolve(`oci://${registry.host}/foreign:1`),
    ).rejects.toMatchObject({
      code: "RESOLVE_ARTIFACT_UNSUPPORTED",
      message: expect.stringContaining("plan9/mips"),
    });
  });
});

describe("an artifact pushed by skopeo", () => {
  it("installs like ours, also in Docker's own format", async () => {
    const { digest } = await registry.pushArtifact({
      repository: "source",
      tag: "1",
      layers: [{ cwd: two }],
      dynamicPackages: { "plugin-one": {} },
    });
    const layout = await tree({
      "policy.json": '{"default":[{"type":"insecureAcceptAnything"}]}',
    });
    const skopeo = (...args: string[]) =>
      promisify(execFile)("skopeo", [
        "--policy",
        path.join(layout, "policy.json"),
        ...args,
      ]);
    await skopeo(
      "copy",
      "--src-tls-verify=false",
      `docker://${registry.host}/source:1`,
      `oci:${layout}/layout:1`,
    );
    for (const format of ["oci", "v2s2"]) {
      await skopeo(
        "copy",
        `--format=${format}`,
        "--dest-tls-verify=false",
        `oci:${layout}/layout:1`,
        `docker://${registry.host}/skopeo:${format}`,
      );
    }
    const asOci = await run.install(`oci://${registry.host}/skopeo:oci`);
    expect(asOci.digest).toBe(`${digest}!plugin-one`);
    const asDocker = await run.install(
      `oci://${registry.host}/skopeo:v2s2!plugin-two`,
    );
    expect(asDocker.packageJson).toMatchObject({ name: "two" });
  });
});
