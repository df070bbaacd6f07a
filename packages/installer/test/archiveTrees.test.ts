import { execFileSync } from "node:child_process";
import {
  createReadStream,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { findBinary } from "../../../scripts/services/findBinary.ts";
import {
  makeTempFolder,
  type TempFolder,
} from "../../../scripts/services/makeTempFolder.ts";
import type { TreeFile } from "../src/fetch/FetchedPlugin.ts";
import type { UnpackOptions } from "../src/sources/archive/unpack.ts";
import { unpackTar } from "../src/sources/archive/unpackTar.ts";
import { unpackZip } from "../src/sources/archive/unpackZip.ts";
import { type RawTarEntry, writePax, writeTar } from "./tarWriter.ts";
import { writeZip } from "./zipWriter.ts";

const LONG = `dist/${"long-folder-name/".repeat(9)}a-file-in-it.js`;
const LARGE = Buffer.alloc(3 * 1024 * 1024, "All work and no play. ");

const contents: Readonly<Record<string, Buffer>> = {
  "package.json": Buffer.from('{"name":"sample","version":"1.0.0"}'),
  "bin/run.js": Buffer.from("#!/usr/bin/env node\n"),
  "dist/empty.js": Buffer.alloc(0),
  "dist/exactly-512.js": Buffer.alloc(512, "x"),
  "dist/large.js": LARGE,
  "dist/ünï cödé.js": Buffer.from("export {};\n"),
  [LONG]: Buffer.from("deep"),
};

const expected: readonly TreeFile[] = Object.entries(contents)
  .map(([path, content]) => ({
    path,
    mode: path.startsWith("bin/") ? 0o755 : 0o644,
    size: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
  }))
  .sort(byPath);

let sandbox: TempFolder;
let source: string;
let options: UnpackOptions;

beforeEach(() => {
  sandbox = makeTempFolder("trees");
  source = path.join(sandbox.path, "package");
  for (const [name, content] of Object.entries(contents)) {
    const file = path.join(source, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const mode = name.startsWith("bin/") ? 0o755 : 0o644;
    writeFileSync(file, content, { mode });
  }
  const into = path.join(sandbox.path, "staging");
  mkdirSync(into);
  options = {
    into,
    select: (entry) => entry.replace(/^package\//, ""),
    limits: {
      maxBytes: 2 ** 30,
      maxEntries: 1000,
      maxDepth: 64,
      timeoutMs: 60_000,
    },
    plugin: "sample",
    place: undefined,
  };
  return () => sandbox.remove();
});

describe("archives of every tool give the same tree", () => {
  it("npm pack", async () => {
    execFileSync("npm", ["pack", "--pack-destination", sandbox.path], {
      cwd: source,
      stdio: "pipe",
    });
    await expectTree("sample-1.0.0.tgz");
  });

  it.each(["gnu", "pax", "posix", "ustar", "oldgnu"])(
    "GNU tar, format %s",
    async (format) => {
      const args = [
        "--format",
        format,
        "-czf",
        "../a.tgz",
        "-C",
        "..",
        "package",
      ];
      execFileSync(findBinary("tar", "tar"), args, { cwd: source });
      await expectTree("a.tgz");
    },
  );

  it("GNU tar of '.', with './' before each name, not compressed", async () => {
    const args = ["-cf", "../a.tar", "--sort=name", "."];
    execFileSync(findBinary("tar", "tar"), args, { cwd: source });
    await expectTree("a.tar");
  });

  it("git archive, with a PAX header for all entries", async () => {
    const git = (...args: string[]) =>
      execFileSync(
        "git",
        ["-c", "user.name=a", "-c", "user.email=a@b", ...args],
        {
          cwd: source,
          stdio: "pipe",
        },
      );
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "Pack");
    git("archive", "--prefix=package/", "-o", "../a.tar.gz", "HEAD");
    await expectTree("a.tar.gz");
  });

  it("bsdtar, with extended attributes and fractions of seconds", async () => {
    const entries = Object.keys(contents).flatMap((name): RawTarEntry[] => [
      writePax({
        mtime: "1700000000.123456789",
        "LIBARCHIVE.creationtime": "1700000000",
        "SCHILY.fflags": "arch",
        "SCHILY.xattr.user.note": "x",
        path: `./${name}`,
      }),
      rawEntry(name, "x"),
    ]);
    await expectTree("a.tgz", gzipSync(writeTar(...entries)));
  });

  it("a container layer, with folders and owners", async () => {
    const folders = ["bin/", "dist/"].map((name) => ({ name, type: "5" }));
    const files = Object.keys(contents).flatMap((name): RawTarEntry[] => [
      writePax({ path: name, uid: "4000000000", mtime: "0.5" }),
      rawEntry(name, "0"),
    ]);
    await expectTree("a.tgz", gzipSync(writeTar(...folders, ...files)));
  });

  it("a zip of the same files", async () => {
    const entries = Object.entries(contents).map(([name, content]) => ({
      name,
      content,
      unixMode: name.startsWith("bin/") ? 0o100755 : 0o100644,
    }));
    await expectTree("a.zip", writeZip(entries));
  });

  it("Info-ZIP", async () => {
    const args = ["-q", "-r", "../a.zip", "."];
    execFileSync(findBinary("zip", "zip"), args, { cwd: source });
    await expectTree("a.zip");
  });
});

it("gives the same tree in whatever pieces the archive arrives", async () => {
  const { "dist/large.js": _large, ...small } = contents;
  const tgz = gzipSync(writeTar(...Object.keys(small).flatMap(longEntry)));
  const trees: (readonly TreeFile[])[] = [];
  for (const length of [1, 7, 511, 513, tgz.length]) {
    const into = path.join(sandbox.path, `staging-${length}`);
    mkdirSync(into);
    const pieces = Readable.from(cut(tgz, length), { objectMode: true });
    const { files } = await unpackTar(pieces, { ...options, into });
    trees.push(files);
  }
  for (const tree of trees) expect(tree).toEqual(trees[0]);
  expect(trees[0]).toHaveLength(Object.keys(small).length);
});

it("leaves out what isn't selected and counts it all the same", async () => {
  const tar = writeTar(
    { name: "plugin-one/a.js", content: "a" },
    { name: "plugin-one-evil/a.js", content: "b" },
  );
  const select = (entry: string) =>
    entry.startsWith("plugin-one/") ? entry : undefined;
  const tree = await unpackTar(Readable.from([tar]), { ...options, select });
  expect(tree).toMatchObject({ seen: 2, files: [{ path: "plugin-one/a.js" }] });
});

async function expectTree(name: string, bytes?: Buffer): Promise<void> {
  const file = path.join(sandbox.path, name);
  if (bytes) writeFileSync(file, bytes);
  const { files } = name.endsWith(".zip")
    ? await unpackZip(file, options)
    : await unpackTar(createReadStream(file), options);
  expect([...files].sort(byPath)).toEqual(expected);
  for (const { path: name, mode, size } of files) {
    const written = path.join(options.into, name);
    expect(statSync(written).mode & 0o7777).toBe(mode);
    expect(statSync(written).size).toBe(size);
    expect(readFileSync(written).equals(contents[name]!)).toBe(true);
  }
}

/** `name` goes into the header; the true one stands in an extended header before it. */
function rawEntry(file: string, name: string): RawTarEntry {
  const mode = file.startsWith("bin/") ? 0o755 : 0o644;
  return { name, mode, content: contents[file]! };
}

function longEntry(name: string): RawTarEntry[] {
  return [writePax({ path: name }), rawEntry(name, "x")];
}

function* cut(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) {
    yield bytes.subarray(at, at + length);
  }
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}
