import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  makeTempFolder,
  type TempFolder,
} from "../../../scripts/services/makeTempFolder.ts";
import type { InstallerError } from "../src/errors.ts";
import type { UnpackOptions } from "../src/sources/archive/unpack.ts";
import { unpackTar } from "../src/sources/archive/unpackTar.ts";
import { unpackZip } from "../src/sources/archive/unpackZip.ts";
import { type HostileArchive, hostileArchives } from "./hostileArchives.ts";
import { writePax, writeTar, writeTarEntry } from "./tarWriter.ts";
import { writeZip } from "./zipWriter.ts";

const MEBIBYTE = 1024 * 1024;
const limits = {
  maxBytes: 64 * MEBIBYTE,
  maxEntries: 1000,
  maxDepth: 64,
  timeoutMs: 30_000,
};

let sandbox: TempFolder;
let options: UnpackOptions;

beforeEach(() => {
  sandbox = makeTempFolder("archives");
  const into = path.join(sandbox.path, "a/b/staging");
  mkdirSync(into, { recursive: true });
  const place = { file: "app-config.yaml", line: 12 };
  const select = (path: string) => path;
  options = { into, select, limits, plugin: "tech-radar", place };
  return () => sandbox.remove();
});

describe("a hostile archive is refused whole, and nothing lands outside its folder", () => {
  const outcomes: object[] = [];
  afterAll(() => console.table(outcomes));

  it.each(hostileArchives)("$row $title", async (archive) => {
    const error = await refusalOf(() => unpack(archive));
    outcomes.push({
      row: archive.row,
      archive: archive.title,
      code: error.code,
    });

    expect(error).toMatchObject({
      code: archive.code,
      plugin: "tech-radar",
      place: options.place,
    });
    expect(error.hint).not.toBe("");
    expect(error.message).toMatch(/^tech-radar: /);
    expect(error.message).toMatch(archive.says ?? /./);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(listOutside()).toEqual([]);
    const before = listInside();
    await passSomeTurns();
    expect(listInside()).toEqual(before);
    expect(existsSync("/tmp/evil")).toBe(false);
  });

  it("leaves no row of the list out", () => {
    const rows = new Set(hostileArchives.map(({ row }) => row));
    // 29 and 30 are made harmless, see below; 43 to 45 are about a package's meaning, not its archive.
    const elsewhere = [29, 30, 43, 44, 45];
    const all = Array.from({ length: 50 }, (_, index) => index + 1);
    expect(all.filter((row) => !rows.has(row))).toEqual(elsewhere);
  });
});

describe("what is harmless once it is masked", () => {
  it.each([
    { row: 29, title: "setuid", mode: 0o4755, expected: 0o755 },
    { row: 30, title: "world-writable", mode: 0o666, expected: 0o644 },
    { row: 30, title: "all rights for all", mode: 0o777, expected: 0o755 },
    { row: 30, title: "no rights for anyone", mode: 0o000, expected: 0o644 },
  ])("$row $title", async ({ mode, expected }) => {
    const tar = writeTar({ name: "package/bin", content: "x", mode });
    const { files } = await unpackTar(Readable.from([tar]), options);
    expect(files).toMatchObject([{ path: "package/bin", mode: expected }]);
  });
});

describe("a refusal", () => {
  it("names the entry with its control characters escaped and hints at what to do", async () => {
    const name = "package/\u001b[31m\u202eevil";
    const tar = writeTar({ name, content: "x" });
    const error = await refusalOf(() =>
      unpackTar(Readable.from([tar]), options),
    );
    expect(error.message).toBe(
      String.raw`tech-radar: its archive's entry "package/\u001b[31m\u{202e}evil" has a control character in its name`,
    );
  });

  it("comes for an entry that isn't selected too", async () => {
    const tar = writeTar({ name: "../evil", content: "x" });
    const error = await refusalOf(() =>
      unpackTar(Readable.from([tar]), { ...options, select: () => undefined }),
    );
    expect(error.code).toBe("FETCH_ARCHIVE_PATH");
  });

  it("comes where two folders are laid over each other", async () => {
    const tar = writeTar(
      { name: "package/index.js", content: "good" },
      { name: "other/index.js", content: "evil" },
    );
    const select = (path: string) => path.slice(path.indexOf("/") + 1);
    const error = await refusalOf(() =>
      unpackTar(Readable.from([tar]), { ...options, select }),
    );
    expect(error.code).toBe("FETCH_ARCHIVE_DUPLICATE");
  });

  it("comes at the time limit, though the source stays silent", async () => {
    const silent = new Readable({ read: () => undefined });
    const impatient = { ...limits, timeoutMs: 20 };
    const error = await refusalOf(() =>
      unpackTar(silent, { ...options, limits: impatient }),
    );
    expect(error.code).toBe("FETCH_ARCHIVE_LIMIT");
    expect(silent.destroyed).toBe(true);
  });

  it("doesn't wait for a source that stalls behind the violation", async () => {
    const evil = writeTar({ name: "../evil", content: "x" });
    const stalled = new Readable({ read: () => undefined });
    stalled.push(evil);
    const error = await refusalOf(() => unpackTar(stalled, options));
    expect(error.code).toBe("FETCH_ARCHIVE_PATH");
    expect(stalled.destroyed).toBe(true);
  });

  it("comes from the archive's headers before a zip's first file is written", async () => {
    const zip = path.join(sandbox.path, "evil.zip");
    writeFileSync(zip, writeZip([{ name: "a" }, { name: "../evil" }]));
    await refusalOf(() => unpackZip(zip, options));
    expect(listInside()).toEqual([]);
  });

  it("isn't an error of the source, which passes through unchanged", async () => {
    const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    const source = Readable.from(
      breakAfter(writeTarEntry({ name: "a" }), reset),
    );
    await expect(unpackTar(source, options)).rejects.toBe(reset);
  });

  it.runIf(process.platform === "linux")(
    "names the folder that can't be written",
    async () => {
      const tar = writeTar({ name: "a", content: "x" });
      const error = await refusalOf(() =>
        unpackTar(Readable.from([tar]), { ...options, into: "/sys" }),
      );
      expect(error.code).toBe("INSTALL_STORE_UNWRITABLE");
      expect(error.message).toContain("/sys");
    },
  );
});

describe("the limits", () => {
  it("let an archive pass that just keeps them", async () => {
    const content = Buffer.alloc(1000, "x");
    const tar = writeTar(
      writePax({ path: "a/b/c" }),
      { name: "short", content },
      { name: "d", content },
    );
    const exact = {
      ...limits,
      maxBytes: tar.length,
      maxEntries: 2,
      maxDepth: 3,
    };
    const tree = await unpackTar(Readable.from([tar]), {
      ...options,
      limits: exact,
    });
    expect(tree.seen).toBe(2);
    expect(readFileSync(path.join(options.into, "a/b/c"))).toEqual(content);
  });
});

function unpack(archive: HostileArchive) {
  if (archive.kind === "tar") {
    const maxBytes = archive.maxBytes ?? limits.maxBytes;
    const own = { ...options, limits: { ...limits, maxBytes } };
    return unpackTar(Readable.from(archive.chunks()), own);
  }
  const file = path.join(sandbox.path, "archive.zip");
  writeFileSync(file, Buffer.concat([...archive.chunks()]));
  return unpackZip(file, options);
}

async function refusalOf(
  action: () => Promise<unknown>,
): Promise<InstallerError> {
  try {
    await action();
  } catch (error) {
    return error as InstallerError;
  }
  throw new Error("The archive was not refused.");
}

function listOutside(): string[] {
  return readdirSync(sandbox.path, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.startsWith("a/b/staging/"))
    .filter(
      (name) => !["a", "a/b", "a/b/staging", "archive.zip"].includes(name),
    );
}

function listInside(): string[] {
  return readdirSync(options.into, { recursive: true, encoding: "utf8" });
}

async function passSomeTurns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function* breakAfter(first: Buffer, error: Error): Generator<Buffer> {
  yield first;
  throw error;
}
