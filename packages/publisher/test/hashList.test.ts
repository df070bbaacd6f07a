import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Workspace } from "../../installer/test/workspace.ts";
import { FORMATS, buildPlugin, packPlugins } from "../src/index.ts";
import { PluginWorkshop } from "./PluginWorkshop.ts";
import { receiveIn } from "./receive.ts";

const LIST = "flyloft-hashes.json";

describe("the list of hashes inside a package", () => {
  let shop: PluginWorkshop;
  let work: Workspace;
  /** The packed package, unpacked again. */
  let original: string;

  beforeAll(async () => {
    shop = new PluginWorkshop();
    work = new Workspace();
    const [folder = ""] = await shop.create("backend");
    await buildPlugin(folder);
    const [tarball] = await packPlugins({
      folders: [folder],
      formats: FORMATS,
      out: shop.at("packed"),
    });
    mkdirSync(shop.at("original"));
    execFileSync("tar", ["-xzf", tarball!.file, "-C", shop.at("original")]);
    original = shop.at("original/package");
  });
  afterAll(() => {
    shop.remove();
    work.remove();
  });

  function copy(name: string): string {
    const dir = shop.at(`copies/${name}`);
    cpSync(original, dir, { recursive: true });
    return dir;
  }

  function repack(dir: string): string {
    const file = `${dir}.tgz`;
    execFileSync("tar", ["-czf", file, "-C", dir, "."]);
    return file;
  }

  it("names each file but itself", () => {
    const list = JSON.parse(
      readFileSync(path.join(original, LIST), "utf8"),
    ) as { name: string; version: string; files: Record<string, string> };
    expect(list).toMatchObject({
      formatVersion: 1,
      name: "@acme/plugin-radar-backend",
      version: "0.1.0",
    });
    expect(Object.keys(list.files)).toEqual([
      "README.md",
      "dist/configSchema.json",
      "dist/index.cjs.js",
      "dist/index.cjs.js.map",
      "package.json",
    ]);
  });

  it("holds for the package in whatever it is packed again", async () => {
    const dir = copy("as-it-was");
    const { installed, failed } = await receiveIn(work, [repack(dir)]);
    expect(failed).toEqual([]);
    expect(installed).toHaveLength(1);
    const unpacked = await receiveIn(work, [dir]);
    expect(unpacked.failed).toEqual([]);
  });

  const alterations: readonly [string, (dir: string) => void, string][] = [
    [
      "changed",
      (dir) => appendFileSync(path.join(dir, "dist/index.cjs.js"), "\n"),
      "dist/index.cjs.js was changed",
    ],
    [
      "added",
      (dir) => writeFileSync(path.join(dir, "dist/more.js"), ""),
      "dist/more.js was added",
    ],
    [
      "missing",
      (dir) => rmSync(path.join(dir, "README.md")),
      "README.md is missing",
    ],
    [
      "another version",
      (dir) => {
        const file = path.join(dir, "package.json");
        const text = readFileSync(file, "utf8");
        writeFileSync(file, text.replace('"0.1.0"', '"0.2.0"'));
      },
      "it is of @acme/plugin-radar-backend@0.1.0, not of @acme/plugin-radar-backend@0.2.0",
    ],
    [
      "no list",
      (dir) => writeFileSync(path.join(dir, LIST), "[]"),
      "it is no list of hashes",
    ],
  ];

  for (const [name, alter, what] of alterations) {
    it(`refuses an archive and a folder of it: ${name}`, async () => {
      const dir = copy(name.replaceAll(" ", "-"));
      alter(dir);
      for (const reference of [repack(dir), dir]) {
        const { installed, failed } = await receiveIn(work, [reference]);
        expect(installed).toEqual([]);
        expect(failed.map(({ reason }) => reason)).toEqual([
          expect.objectContaining({
            code: "VERIFY_FILES_ALTERED",
            message: expect.stringContaining(what) as string,
          }),
        ]);
      }
    });
  }
});
