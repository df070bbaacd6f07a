import { execFile } from "node:child_process";
import { readFileSync, statSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBinary } from "../../../scripts/services/findBinary.ts";
import {
  type OciRegistryService,
  startOciRegistry,
} from "../../../scripts/services/startOciRegistry.ts";
import { Workspace } from "../../installer/test/workspace.ts";
import {
  FORMATS,
  buildPlugin,
  inspectPlugin,
  packPlugins,
} from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";
import { receive, receiveIn } from "./receive.ts";

const run = promisify(execFile);
const skopeo = findBinary("skopeo", "skopeo");

describe("packing", () => {
  let shop: PluginWorkshop;
  let work: Workspace;
  let folders: readonly string[];
  let registry: OciRegistryService;

  beforeAll(async () => {
    shop = new PluginWorkshop();
    work = new Workspace();
    registry = await startOciRegistry();
    folders = await shop.create("both");
    for (const folder of folders) await buildPlugin(folder);
  });
  afterAll(async () => {
    await registry.stop();
    shop.remove();
    work.remove();
  });

  const pack = (out: string) =>
    packPlugins({ folders, formats: FORMATS, out: shop.at(out) });

  it("gives the same bytes for the same files, whenever", async () => {
    const before = await pack("first");
    const later = new Date(Date.now() + 86_400_000);
    for (const folder of folders) {
      utimesSync(path.join(folder, "package.json"), later, later);
    }
    const after = await pack("second");
    const named = (packed: typeof before) =>
      packed.map(({ file, ...rest }) => {
        return { ...rest, file: path.basename(file) };
      });
    expect(named(after)).toEqual(named(before));
    expect(named(after).map(({ file }) => file)).toEqual([
      "acme-plugin-radar-0.1.0.tgz",
      "acme-plugin-radar-backend-0.1.0.tgz",
      "acme-plugin-radar-0.1.0.zip",
      "acme-plugin-radar-backend-0.1.0.zip",
      "acme-plugin-radar-0.1.0.oci",
    ]);
  });

  it("gives archives of one content, which a portal installs", async () => {
    const packed = await pack("archives");
    const archives = packed.filter(({ format }) => format !== "oci");
    const trees = new Map<string, Set<string>>();
    for (const { file } of archives) {
      const { installed, failed } = await receiveIn(work, [file]);
      expect(failed).toEqual([]);
      const [{ facts, dir } = { facts: undefined, dir: "" }] = installed;
      const name = facts?.name ?? "";
      // The store names a folder by the hash of what is in it.
      trees.set(name, (trees.get(name) ?? new Set()).add(dir));
      expect(facts?.completion).toEqual({ kind: expect.any(String) as string });
    }
    expect([...trees.keys()].sort()).toEqual([
      "@acme/plugin-radar",
      "@acme/plugin-radar-backend",
    ]);
    expect([...trees.values()].map((dirs) => dirs.size)).toEqual([1, 1]);
  });

  it("gives a layout that skopeo takes into a registry, from where a portal installs both packages", async () => {
    const packed = await pack("layout");
    const layout = packed.find(({ format }) => format === "oci")!;
    const target = `${registry.host}/acme/radar:copied`;
    await run(skopeo, [
      "copy",
      "--quiet",
      "--preserve-digests",
      "--dest-tls-verify=false",
      `oci:${layout.file}:0.1.0`,
      `docker://${target}`,
    ]);
    const { installed, failed } = await receive([
      `oci://${target}!acme-plugin-radar`,
      `oci://${target}!acme-plugin-radar-backend`,
    ]);
    expect(failed).toEqual([]);
    expect(installed.map(({ facts }) => facts.name)).toEqual([
      "@acme/plugin-radar",
      "@acme/plugin-radar-backend",
    ]);
  });

  it("takes nothing along that is the publisher's alone", async () => {
    const [, tarball] = await pack("private");
    const { stdout } = await run("tar", ["-tzf", tarball!.file]);
    expect(stdout.trim().split("\n").sort()).toEqual([
      "package/README.md",
      "package/dist/configSchema.json",
      "package/dist/index.cjs.js",
      "package/dist/index.cjs.js.map",
      "package/flyloft-hashes.json",
      "package/package.json",
    ]);
    const { stdout: manifest } = await run("tar", [
      "-xzOf",
      tarball!.file,
      "package/package.json",
    ]);
    const fields = Object.keys(JSON.parse(manifest) as object);
    expect(fields).not.toContain("devDependencies");
    expect(fields).not.toContain("scripts");
    expect(JSON.parse(manifest)).toMatchObject({
      configSchema: "dist/configSchema.json",
    });
    expect(statSync(tarball!.file).size).toBe(tarball!.bytes);
    expect(readFileSync(tarball!.file).toString("latin1")).not.toContain(
      shop.dir,
    );
  });

  it("tells the same of a folder, an archive and a layout", async () => {
    const packed = await pack("told");
    const [, backend = ""] = folders;
    const seen = await Promise.all(
      [backend, packed[1]!.file, packed[3]!.file, packed[4]!.file].map(
        async (reference) => {
          const { packages } = await inspectPlugin({
            reference,
            configDir: shop.dir,
            homeDir: shop.dir,
            env: {},
          });
          return packages.find(({ parts }) => parts.backend)!;
        },
      ),
    );
    for (const { digest, bytes, files, ...rest } of seen) {
      expect({ bytes, files, digest }).toEqual({
        bytes: expect.any(Number) as number,
        files: expect.any(Number) as number,
        digest: expect.stringMatching(/^sha/) as string,
      });
      expect(rest).toMatchObject({
        name: "@acme/plugin-radar-backend",
        version: "0.1.0",
        role: "backend-plugin",
        pluginId: "radar",
        title: "Radar (backend)",
        permissions: { required: [], optional: [] },
        family: ["@acme/plugin-radar", "@acme/plugin-radar-backend"],
        configKeys: [
          { key: "radar.greeting", type: "string", visibility: "backend" },
        ],
      });
    }
  });

  it("refuses a link, which no portal would unpack", async () => {
    const [folder = ""] = await shop.create("module");
    await buildPlugin(folder);
    symlinkSync("/etc/passwd", path.join(folder, "dist/passwd"));
    await expect(
      packPlugins({
        folders: [folder],
        formats: ["zip"],
        out: shop.at("link"),
      }),
    ).rejects.toMatchObject({
      code: "PUBLISH_INVALID",
      findings: [{ code: "PUBLISH_FILE_REFUSED" }],
    });
  });

  it("refuses to put a package into an artifact twice", async () => {
    const [folder = ""] = folders;
    await expect(
      packPlugins({
        folders: [folder, folder],
        formats: ["oci"],
        out: shop.at("twice"),
      }),
    ).rejects.toMatchObject({ code: "PUBLISH_PACKAGES_CLASH" });
  });
});
