import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import { PluginStore, collectGarbage } from "../src/index.ts";
import { Workspace, codes } from "./workspace.ts";
import { writeZip } from "./zipWriter.ts";

describe("plugins from this machine", () => {
  let work: Workspace;
  beforeEach(() => {
    work = new Workspace();
  });
  afterEach(() => work.remove());

  it("takes from a folder what npm would pack, and notices when it changes", async () => {
    const folder = work.plugin("home-backend");
    writeFileSync(path.join(folder, "secret.txt"), "not listed in files");
    mkdirSync(path.join(folder, "node_modules/.cache"), { recursive: true });
    symlinkSync("/etc", path.join(folder, "node_modules/etc"));
    work.configure(`- package: ${folder}`);
    const first = (await work.install()).installed[0]!;
    expect(listFiles(first.dir)).toEqual(["dist/index.cjs.js", "package.json"]);
    expect((await work.plan()).plugins).toMatchObject([
      { action: "keep", fetches: false },
    ]);
    writeFileSync(
      path.join(folder, "dist/index.cjs.js"),
      "exports.changed = 1;",
    );
    const second = (await work.install()).installed[0]!;
    expect(second.tree).not.toBe(first.tree);
    expect(work.lock()).toContain(second.tree);
  });

  it("gives a tarball, a plain tar and a folder of one content one place in the store", async () => {
    const folder = work.plugin("home-backend");
    for (const gzip of [true, false]) {
      const body = await packTarball({ cwd: folder, prefix: "package", gzip });
      writeFileSync(path.join(work.dir, gzip ? "a.tgz" : "b.tar"), body);
    }
    work.configure(
      `- package: ${folder}`,
      "- package: ./a.tgz",
      "- package: ./b.tar",
    );
    const { installed, failed } = await work.install();
    expect(failed).toEqual([]);
    expect(new Set(installed.map(({ dir }) => dir)).size).toBe(1);
    expect(work.stored("packages")).toHaveLength(1);
  });

  it.each([
    ["row 43, no package.json", { "package/index.js": "" }],
    [
      "row 44, two folders at the top",
      { "one/package.json": "{}", "two/package.json": "{}" },
    ],
  ])(
    "refuses an archive that isn't one package: %s",
    async (_row, files: Record<string, string>) => {
      for (const [name, text] of Object.entries(files))
        work.write(`tree/${name}`, text);
      const cwd = path.join(work.dir, "tree");
      writeFileSync(
        path.join(work.dir, "a.zip"),
        writeZip(
          Object.entries(files).map(([name, content]) => ({ name, content })),
        ),
      );
      writeFileSync(path.join(work.dir, "a.tgz"), await packTarball({ cwd }));
      work.configure("- package: ./a.tgz", "- package: ./a.zip");
      expect(codes(await work.install())).toEqual({
        "./a.tgz": "VERIFY_MANIFEST_MISSING",
        "./a.zip": "VERIFY_MANIFEST_MISSING",
      });
      expect(work.stored("packages")).toEqual([]);
      expect(work.stored("staging")).toEqual([]);
    },
  );

  it("refuses a link among a folder's files", async () => {
    const folder = work.plugin("home-backend");
    symlinkSync("/etc/passwd", path.join(folder, "dist/passwd"));
    work.configure(`- package: ${folder}`);
    expect(codes(await work.install())).toEqual({
      [folder]: "FETCH_ARCHIVE_LINK",
    });
  });

  it.each([
    [
      { backstage: { role: "frontend-plugin" }, main: "dist/style.css" },
      "VERIFY_NOT_A_PLUGIN",
      "an entry that one could be built from",
    ],
    [
      { backstage: { role: "node-library" } },
      "VERIFY_NOT_A_PLUGIN",
      "node-library",
    ],
    [{ version: "one" }, "VERIFY_MANIFEST_INVALID", "version"],
    [{ main: "dist/x.js" }, "VERIFY_ENTRY_MISSING", "isn't built"],
    [
      { exports: { ".": { require: "./dist/x.js" } } },
      "VERIFY_ENTRY_MISSING",
      "./dist/x.js",
    ],
    [{ engines: { node: ">=99" } }, "VERIFY_INCOMPATIBLE", ">=99"],
    [
      { peerDependencies: { "@backstage/backend-plugin-api": "^2.0.0" } },
      "VERIFY_INCOMPATIBLE",
      "1.10.1",
    ],
  ])("refuses a package with %j: %s", async (extra, code, text) => {
    const folder = work.plugin("odd-backend", "1.0.0", extra);
    work.configure(`- package: ${folder}`);
    const result = await work.install();
    expect(codes(result)).toEqual({ [folder]: code });
    expect(result.failed[0]?.reason.message).toContain(text);
    expect(work.stored("packages")).toEqual([]);
  });

  it("runs an incompatible package where its entry says so, with the reason as a warning", async () => {
    const peers = {
      "@backstage/backend-plugin-api": "^2.0.0",
      "@backstage/backend-common": "^0.25.0",
    };
    const folder = work.plugin("old-backend", "1.0.0", {
      peerDependencies: peers,
    });
    work.configure(`- package: ${folder}\n  compatibility: warn`);
    const { installed } = await work.install();
    expect(installed[0]?.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("^2.0.0, the portal has 1.10.1"),
      expect.stringContaining(
        "backend-common ^0.25.0, which this portal doesn't have",
      ),
    ]);
  });

  it("reads a federated remote's manifest, and refuses one whose scripts aren't there", async () => {
    const folder = work.plugin("page", "1.0.0", {
      backstage: { role: "frontend-plugin" },
    });
    const manifest = (sync: string[]) => ({
      metaData: {
        name: "page",
        globalName: "page_global",
        remoteEntry: { name: "remoteEntry.js", path: "" },
      },
      exposes: [{ name: "alpha", path: "./alpha", assets: { js: { sync } } }],
    });
    const write = (name: string, text: string) =>
      writeFileSync(path.join(folder, "dist", name), text);
    write("remoteEntry.js", "var page_global = {};");
    write("mf-manifest.json", JSON.stringify(manifest(["alpha.js"])));
    work.configure(`- package: ${folder}`);
    expect(codes(await work.install())).toEqual({
      [folder]: "VERIFY_ENTRY_MISSING",
    });
    write("alpha.js", "");
    const { installed } = await work.install();
    expect(installed[0]?.facts).toMatchObject({
      parts: { backend: false, frontend: true },
      frontend: {
        globalName: "page_global",
        entry: "dist/remoteEntry.js",
        entryIntegrity: expect.stringMatching(/^sha256-/),
        exposes: [{ name: "./alpha", scripts: ["dist/alpha.js"] }],
      },
    });
  });

  it("removes packages that no generation needs", async () => {
    work.configure(
      `- package: ${work.plugin("a-backend")}`,
      `- package: ${work.plugin("b-backend")}`,
    );
    const { installed } = await work.install();
    const keep = new Set([installed[0]!.tree]);
    const store = new PluginStore(work.store);
    expect(await collectGarbage(store, { keep, olderThanMs: 60_000 })).toEqual(
      [],
    );
    expect(await collectGarbage(store, { keep, olderThanMs: 0 })).toEqual([
      installed[1]!.tree,
    ]);
    expect(work.stored("packages")).toEqual([...keep]);
    expect((await work.install()).failed).toEqual([]);
  });
});

function listFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith(".flyloft"))
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .sort();
}
