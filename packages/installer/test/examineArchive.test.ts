import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ExamineOptions, examineArchive } from "../src/index.ts";
import { hostileArchives } from "./hostileArchives.ts";
import { writeTar } from "./tarWriter.ts";
import { Workspace } from "./workspace.ts";
import { writeZip } from "./zipWriter.ts";

const MEBIBYTE = 1024 * 1024;

let work: Workspace;
beforeEach(() => {
  work = new Workspace();
  work.configure();
});
afterEach(() => work.remove());

async function examine(file: string, extra: Partial<ExamineOptions> = {}) {
  const { config: _config, ...options } = await work.options();
  return examineArchive(file, {
    ...options,
    displayName: "My radar.zip",
    ...extra,
  });
}

function save(name: string, chunks: Iterable<Buffer>): string {
  const file = work.write(name, "");
  let size = 0;
  for (const chunk of chunks) {
    writeFileSync(file, chunk, { flag: "a" });
    size += chunk.length;
    // One of the archives has no end.
    if (size > 80 * MEBIBYTE) break;
  }
  return file;
}

/** Everything below the workspace, without the archive itself and the store's own folders. */
function leftovers(archive: string): string[] {
  const dirs = ["packages", "digests", "links", "trees", "staging"];
  const usual = new Set(["store", ...dirs.map((dir) => `store/${dir}`)]);
  return readdirSync(work.dir, { recursive: true, encoding: "utf8" }).filter(
    (name) =>
      !usual.has(name) &&
      name !== "app-config.yaml" &&
      path.join(work.dir, name) !== archive,
  );
}

function manifest(extra: object = {}): string {
  return JSON.stringify({
    name: "@acme/radar-backend",
    version: "1.2.3",
    main: "index.js",
    backstage: { role: "backend-plugin", pluginId: "radar" },
    ...extra,
  });
}

function zipOf(extra: object = {}): Buffer {
  return writeZip([
    { name: "radar/package.json", content: manifest(extra) },
    { name: "radar/index.js", content: "exports.default = 1" },
    { name: "radar/README.md", content: "# Radar" },
  ]);
}

describe("an archive that somebody uploads", () => {
  it.each(hostileArchives)(
    "is refused by its name, and leaves nothing: $row $title",
    async (archive) => {
      const name = archive.kind === "zip" ? "upload.zip" : "upload.tgz";
      const file = save(name, archive.chunks());
      const limits = {
        maxBytes: archive.maxBytes ?? 64 * MEBIBYTE,
        maxEntries: 1000,
        maxDepth: 64,
        timeoutMs: 30_000,
      };
      const refusal = examine(file, { limits });
      await expect(refusal).rejects.toMatchObject({
        code: archive.code,
        message: expect.stringMatching(/^My radar\.zip: /) as string,
        hint: expect.stringMatching(/./) as string,
      });
      expect(leftovers(file)).toEqual([]);
      expect(existsSync("/tmp/evil")).toBe(false);
    },
  );

  it.each([
    [
      "43 no manifest",
      [{ name: "radar/index.js", content: "1" }],
      "VERIFY_MANIFEST_MISSING",
    ],
    [
      "44 two roots",
      [
        { name: "a/package.json", content: manifest() },
        { name: "b/package.json", content: manifest() },
      ],
      "VERIFY_MANIFEST_MISSING",
    ],
    [
      "a manifest that isn't JSON",
      [{ name: "package.json", content: "{" }],
      "VERIFY_MANIFEST_INVALID",
    ],
    [
      "no plugin",
      [
        {
          name: "package.json",
          content: manifest({ backstage: { role: "cli" } }),
        },
      ],
      "VERIFY_NOT_A_PLUGIN",
    ],
    [
      "a broken publish",
      [{ name: "package.json", content: manifest() }],
      "VERIFY_ENTRY_MISSING",
    ],
  ])("is refused for what it means: %s", async (_what, entries, code) => {
    const file = save("upload.zip", [writeZip(entries)]);
    await expect(examine(file)).rejects.toMatchObject({
      code,
      message: expect.stringContaining("My radar.zip") as string,
    });
    expect(leftovers(file)).toEqual([]);
  });

  it("45 is refused where it is another package than the one it is to replace", async () => {
    const file = save("upload.zip", [zipOf()]);
    const expectedName = "@acme/todo-backend";
    await expect(examine(file, { expectedName })).rejects.toMatchObject({
      code: "VERIFY_NAME_MISMATCH",
      message: expect.stringContaining("@acme/radar-backend") as string,
    });
    expect(leftovers(file)).toEqual([]);
  });

  it("is described where it can be installed, and not installed by that", async () => {
    const flyloft = { permissions: { required: ["kv.read"] } };
    const file = save("upload.zip", [zipOf({ flyloft })]);
    expect(await examine(file)).toMatchObject({
      name: "@acme/radar-backend",
      version: "1.2.3",
      digest: expect.stringMatching(/^sha512-/) as string,
      problem: undefined,
      facts: {
        readme: "README.md",
        permissions: { required: ["kv.read"], optional: [] },
      },
    });
    expect(leftovers(file)).toEqual([]);
  });

  it("may be a tarball, and says why it can't run here", async () => {
    const engines = { node: ">=99" };
    const tar = writeTar(
      { name: "package/package.json", content: manifest({ engines }) },
      { name: "package/index.js", content: "1" },
    );
    const file = save("upload.tgz", [tar]);
    const examined = await examine(file, { displayName: "radar.tgz" });
    expect(examined.problem).toMatchObject({ code: "VERIFY_INCOMPATIBLE" });
    expect(leftovers(file)).toEqual([]);
  });

  it("has a name that can't steer a terminal", async () => {
    const file = save("upload.zip", [Buffer.from("<html>")]);
    const displayName = "C:\\temp\\evil\u001b[31m\n\u202e.zip";
    await expect(examine(file, { displayName })).rejects.toMatchObject({
      message: expect.stringMatching(/^evil\[31m\.zip: /) as string,
    });
  });
});

describe("what an uninstallation removes", () => {
  it("is the named packages with their digests, and no other", async () => {
    const { PluginStore, removeTrees } = await import("../src/index.ts");
    const radar = work.plugin("radar-backend");
    const todo = work.plugin("todo-backend");
    work.configure(`- package: ${radar}`, `- package: ${todo}`);
    const { installed } = await work.install();
    const [first, second] = installed.map(({ tree }) => tree);
    const store = new PluginStore(work.store);
    expect(await removeTrees(store, [first!, "sha256-none"])).toEqual({
      trees: [first],
      links: [],
    });
    expect(work.stored("packages")).toEqual([second]);
    expect(work.stored("staging")).toEqual([]);
    const digests = work
      .stored("digests")
      .map((name) =>
        readFileSync(path.join(work.store, "digests", name), "utf8"),
      );
    expect(digests).not.toHaveLength(0);
    for (const text of digests) expect(text).toContain(second);
  });
});
