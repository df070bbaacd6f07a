import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBinary } from "../../../scripts/services/findBinary.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import {
  buildPlugin,
  inspectPlugin,
  packPlugins,
  publishPlugin,
  pushPlugins,
} from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";
import { receive } from "./receive.ts";

const run = promisify(execFile);
const skopeo = findBinary("skopeo", "skopeo");

let shop: PluginWorkshop;
let folders: readonly string[];
/** It asks who pushes; the token is for one repository. */
let registry: OciRegistryService;
let second: OciRegistryService;

beforeAll(async () => {
  shop = new PluginWorkshop();
  [registry, second] = await Promise.all([
    startOciRegistry({ auth: "bearer", anonymousPull: true }),
    startOciRegistry(),
  ]);
  const { name, password } = registry.user;
  const auth = Buffer.from(`${name}:${password}`).toString("base64");
  mkdirSync(shop.at(".docker"));
  writeFileSync(
    shop.at(".docker/config.json"),
    JSON.stringify({ auths: { [registry.host]: { auth } } }),
  );
  folders = await shop.create("both");
  for (const folder of folders) await buildPlugin(folder);
});
afterAll(async () => {
  await Promise.all([registry.stop(), second.stop()]);
  shop.remove();
});

const machine = () => ({ env: {}, homeDir: shop.dir });
const push = (target: string, extra: object = {}) =>
  pushPlugins({ ...machine(), target, folders, tags: [], ...extra });
const inspect = (reference: string, extra: object = {}) =>
  inspectPlugin({ reference, configDir: shop.dir, ...machine(), ...extra });

describe("pushing to an OCI registry", () => {
  it("makes an artifact of both packages, from which a portal installs each", async () => {
    const target = `oci://${registry.host}/acme/radar`;
    const pushed = await push(target, { tags: ["stable"] });
    expect(pushed).toMatchObject({
      reference: `${target}:0.1.0@${pushed.digest}`,
      tags: ["0.1.0", "stable"],
      packages: [
        { name: "@acme/plugin-radar", folder: "acme-plugin-radar" },
        {
          name: "@acme/plugin-radar-backend",
          folder: "acme-plugin-radar-backend",
        },
      ],
    });
    const { installed, failed } = await receive([
      `${pushed.reference}!acme-plugin-radar`,
      `${target}:stable!acme-plugin-radar-backend`,
    ]);
    expect(failed).toEqual([]);
    expect(installed.map(({ facts }) => facts.parts)).toEqual([
      { backend: false, frontend: true },
      { backend: true, frontend: false },
    ]);
  });

  it("sends nothing that is there, and mounts what another repository has", async () => {
    const host = `oci://${registry.host}`;
    const outcomes = async (name: string, extra: object = {}) => {
      const { blobs } = await push(`${host}/${name}`, extra);
      return new Set(blobs.map(({ outcome }) => outcome));
    };
    expect(await outcomes("acme/one")).toEqual(new Set(["uploaded"]));
    expect(await outcomes("acme/one")).toEqual(new Set(["kept"]));
    // The token is for the other repository alone, so that it is refused there.
    const mountFrom = "acme/one";
    const asked = await outcomes("acme/two", { mountFrom });
    expect(asked).toEqual(new Set(["uploaded"]));
    const open = `oci://${second.host}/acme`;
    await push(`${open}/one`);
    const { blobs } = await push(`${open}/two`, { mountFrom });
    expect(blobs.map(({ outcome }) => outcome)).toEqual([
      "mounted",
      "mounted",
      "mounted",
    ]);
  });

  it("sends a large package in pieces", async () => {
    const [, backend = ""] = folders;
    const asset = path.join(backend, "dist/asset.bin");
    writeFileSync(asset, randomBytes(70 * 1024 * 1024));
    const pushed = await push(`oci://${second.host}/acme/large:1`, {
      folders: [backend],
    });
    shop.drop(backend, "dist/asset.bin");
    expect(pushed.blobs.some(({ bytes }) => bytes > 70 * 1024 * 1024)).toBe(
      true,
    );
    const { installed, failed } = await receive([pushed.reference]);
    expect(failed).toEqual([]);
    expect(installed).toHaveLength(1);
  });

  it("is read and copied by skopeo, whose copy has the same digest", async () => {
    const { digest } = await push(`oci://${registry.host}/acme/copied:1.0`);
    const from = `docker://${registry.host}/acme/copied:1.0`;
    const { stdout } = await run(skopeo, [
      "inspect",
      "--tls-verify=false",
      from,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ Digest: digest, Os: "linux" });
    const copy = (source: string, target: string) =>
      run(skopeo, [
        `--policy=${shop.at("policy.json")}`,
        "copy",
        "--quiet",
        "--preserve-digests",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        source,
        target,
      ]);
    shop.write(
      shop.dir,
      "policy.json",
      '{"default":[{"type":"insecureAcceptAnything"}]}',
    );
    // Straight, and by way of a folder, as into a closed network.
    await copy(from, `docker://${second.host}/mirror/radar:1.0`);
    const layout = `oci:${shop.at("carried")}:1.0`;
    await copy(from, layout);
    await copy(layout, `docker://${second.host}/carried/radar:1.0`);
    for (const name of ["mirror", "carried"]) {
      const copied = `oci://${second.host}/${name}/radar:1.0`;
      expect(await inspect(copied)).toMatchObject({ artifact: { digest } });
      const { installed, failed } = await receive([
        `${copied}!acme-plugin-radar`,
        `${copied}!acme-plugin-radar-backend`,
      ]);
      expect(failed).toEqual([]);
      expect(installed.map((one) => one.digest)).toEqual([
        `${digest}!acme-plugin-radar`,
        `${digest}!acme-plugin-radar-backend`,
      ]);
    }
  });

  it("pushes a layout as it is, with the digest that it has", async () => {
    const [layout] = await packPlugins({
      folders,
      formats: ["oci"],
      out: shop.at("out"),
    });
    const target = `oci://${second.host}/acme/layout:1`;
    const pushed = await push(target, { folders: [layout!.file] });
    expect(pushed.digest).toBe(layout!.digest);
    expect((await inspect(target)).packages).toHaveLength(2);
  });

  it("tells all that is in an artifact, without installing it", async () => {
    const { digest } = await push(`oci://${registry.host}/acme/told:1`);
    const { artifact, packages } = await inspect(
      `oci://${registry.host}/acme/told:1`,
    );
    expect(artifact).toMatchObject({
      digest,
      layers: [
        { mediaType: expect.stringContaining("tar+gzip") as string },
        {},
      ],
      annotations: {
        "org.opencontainers.image.title": "Radar",
        "org.opencontainers.image.version": "0.1.0",
        "org.opencontainers.image.licenses": "Apache-2.0",
        "io.backstage.dynamic-packages": expect.any(String) as string,
      },
    });
    expect(packages.map(({ name }) => name)).toEqual([
      "@acme/plugin-radar",
      "@acme/plugin-radar-backend",
    ]);
  });

  it.each([
    [
      "no reference",
      () => "registry.acme.example/radar",
      {},
      "PUBLISH_REFERENCE_INVALID",
    ],
    [
      "a folder inside",
      () => `oci://${second.host}/a!b`,
      {},
      "PUBLISH_REFERENCE_INVALID",
    ],
    [
      "a tag with a slash",
      () => `oci://${second.host}/a`,
      { tags: ["a/b"] },
      "PUBLISH_TAG_INVALID",
    ],
    [
      "no credentials",
      () => `oci://${registry.host}/a`,
      { homeDir: "/nowhere" },
      "PUBLISH_UNAUTHORIZED",
    ],
    [
      "nobody there",
      () => "oci://127.0.0.1:1/a",
      {},
      "PUBLISH_REGISTRY_FAILED",
    ],
  ])("refuses %s", async (...[, target, extra, code]) => {
    await expect(push(target(), extra)).rejects.toMatchObject({ code });
  });

  it("refuses a layout whose bytes were changed", async () => {
    const [layout] = await packPlugins({
      folders,
      formats: ["oci"],
      out: shop.at("changed"),
    });
    const digest = layout!.digest.replace("sha256:", "");
    writeFileSync(path.join(layout!.file, "blobs/sha256", digest), "{}");
    await expect(
      push(`oci://${second.host}/a`, { folders: [layout!.file] }),
    ).rejects.toMatchObject({ code: "PUBLISH_LAYOUT_INVALID" });
  });
});

describe("publishing to an npm registry", () => {
  let npm: VerdaccioService;
  beforeAll(async () => {
    npm = await startVerdaccio({ auth: true });
    writeFileSync(shop.at(".npmrc"), npm.npmrc());
  });
  afterAll(() => npm.stop());

  const publish = (folder: string, extra: object = {}) =>
    publishPlugin({ folder, cwd: shop.dir, ...machine(), ...extra });

  it("sends nothing in a dry run, and says what it would", async () => {
    const [frontend = ""] = folders;
    const told = await publish(frontend, { dryRun: true });
    expect(told).toMatchObject({
      name: "@acme/plugin-radar",
      tag: "latest",
      registry: `${npm.url}/`,
      isSent: false,
    });
    expect(told.files.map(({ path: file }) => file)).toContain(
      "dist/mf-manifest.json",
    );
    const { failed } = await receive(["@acme/plugin-radar"], {
      npmrc: npm.npmrc(),
    });
    expect(failed).toHaveLength(1);
  });

  it("makes a plugin that a portal installs, under its tag", async () => {
    for (const folder of folders) await publish(folder, { tag: "next" });
    const { installed, failed } = await receive(
      ["@acme/plugin-radar@next", "@acme/plugin-radar-backend@0.1.0"],
      { npmrc: npm.npmrc() },
    );
    expect(failed).toEqual([]);
    expect(installed.map(({ facts }) => facts.completion.kind)).toEqual([
      "none",
      expect.stringMatching(/none|link/) as string,
    ]);
    const told = await inspect("@acme/plugin-radar@next");
    expect(told.packages).toMatchObject([{ version: "0.1.0" }]);
  });

  it("never replaces a version", async () => {
    const [frontend = ""] = folders;
    await expect(publish(frontend)).rejects.toMatchObject({
      code: "PUBLISH_VERSION_EXISTS",
    });
  });

  it.each<[string, Record<string, unknown>, object, string]>([
    ["a private package", { private: true }, {}, "PUBLISH_PRIVATE"],
    [
      "a prerelease without a tag",
      { version: "1.0.0-rc.1" },
      {},
      "PUBLISH_TAG_INVALID",
    ],
    ["a tag that is a version", {}, { tag: "1.0.0" }, "PUBLISH_TAG_INVALID"],
    ["no token", {}, { cwd: "/", homeDir: "/nowhere" }, "PUBLISH_UNAUTHORIZED"],
    [
      "nobody there",
      { publishConfig: { registry: "http://127.0.0.1:1" } },
      {},
      "PUBLISH_UNAUTHORIZED",
    ],
  ])("refuses %s", async (...[, fields, extra, code]) => {
    const [folder = ""] = folders;
    const before = shop.manifest(folder);
    shop.change(folder, fields);
    await expect(publish(folder, extra)).rejects.toMatchObject({ code });
    shop.write(folder, "package.json", JSON.stringify(before, null, 2));
  });

  it("says that a registry can't be reached, or refuses the token", async () => {
    const [folder = ""] = folders;
    shop.write(
      shop.dir,
      "down/.npmrc",
      "registry=http://127.0.0.1:1/\n//127.0.0.1:1/:_authToken=x\n",
    );
    await expect(
      publish(folder, { cwd: shop.at("down") }),
    ).rejects.toMatchObject({ code: "PUBLISH_REGISTRY_FAILED" });
    const wrong = npm.npmrc().replace(/_authToken=.*/, "_authToken=wrong");
    shop.write(shop.dir, "wrong/.npmrc", wrong);
    await expect(
      publish(folder, { cwd: shop.at("wrong") }),
    ).rejects.toMatchObject({ code: "PUBLISH_UNAUTHORIZED" });
  });
});
