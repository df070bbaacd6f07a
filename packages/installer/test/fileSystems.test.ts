import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import type { ServerResponse } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import {
  type FileSystemView,
  seeFileSystem,
} from "../../../scripts/services/seeFileSystem.ts";
import { type TarballServer, startTarballServer } from "./tarballServer.ts";
import { Workspace } from "./workspace.ts";

const script = path.join(import.meta.dirname, "installProcess.ts");
const BIG = 3_000_000;
const SMALL_DISK = 2 ** 20;

interface Outcome {
  readonly failed: readonly { plugin: string; reason: Reason }[];
  readonly installed: readonly { plugin: string; fetched: boolean }[];
  readonly output: string;
  /** Below the store, when the installations have ended. */
  readonly left: readonly string[];
}

interface Reason {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

describe("an installation on a disk that is too small", () => {
  let work: Workspace;
  let server: TarballServer;
  beforeEach(async () => {
    work = new Workspace();
    mkdirSync(work.store);
    const folder = work.plugin("big-backend");
    const name = path.relative(work.dir, path.join(folder, "dist/big.js"));
    work.write(name, "0123456789".repeat(BIG / 10));
    const tarball = await packTarball({ cwd: folder, prefix: "package" });
    server = await startTarballServer(tarball);
  });
  afterEach(async () => {
    await server.stop();
    work.remove();
  });

  const small = () => ({
    small: { path: work.store, bytes: SMALL_DISK },
  });

  it("is refused ahead, with the folder and the bytes needed and free", async () => {
    work.configure(`- package: ${work.plugin("big-backend")}`);
    const { failed, left } = await install(work, small());
    expect(failed.map(({ reason }) => reason.code)).toEqual([
      "INSTALL_DISK_FULL",
    ]);
    const { message } = failed[0]!.reason;
    const [, needed, dir, free] =
      /needs (\d+) bytes in (\S+), whose disk has (\d+) free/.exec(message)!;
    expect(Number(needed)).toBeGreaterThan(BIG);
    expect(dir).toContain(work.store);
    expect(Number(free)).toBeLessThanOrEqual(SMALL_DISK);
    expect(left).toEqual([]);
  });

  it("is refused ahead by the length that a server tells", async () => {
    server.answer = (response: ServerResponse) => {
      response.writeHead(200, { "content-length": BIG });
      response.write(Buffer.alloc(100, 1));
    };
    work.configure(`- package: ${server.url}/big.tgz`);
    const { failed } = await install(work, small());
    expect(failed[0]?.reason).toMatchObject({
      code: "INSTALL_DISK_FULL",
      message: expect.stringContaining(`needs ${BIG} bytes`),
    });
    expect(server.requests).toBe(1);
  });

  it("ends where the disk is full, leaves nothing of the plugin, and what was there stays usable", async () => {
    const old = work.plugin("old-backend");
    // 3 MB of one text are a few kB as a tarball: nobody can know ahead. It comes when the other one is in its place.
    server.answer = (response, body) =>
      setTimeout(() => response.end(body), 1000);
    work.configure(`- package: ${old}`, `- package: ${server.url}/big.tgz`);
    const { failed, installed, left } = await install(work, small(), 2);
    const full = {
      plugin: `${server.url}/big.tgz`,
      reason: {
        code: "INSTALL_DISK_FULL",
        message: expect.stringContaining(work.store),
        hint: expect.stringContaining("Make room"),
      },
    };
    expect(failed).toMatchObject([full, full]);
    expect(installed).toMatchObject([
      { plugin: old, fetched: true },
      { plugin: old, fetched: false },
    ]);
    expect(left).toHaveLength(1);
    // A full disk is no fault of the network: one request per attempt.
    expect(server.requests).toBe(2);
  });
});

describe("an installation where not everything can be written", () => {
  let work: Workspace;
  beforeEach(() => {
    work = new Workspace();
    work.configure(`- package: ${work.plugin("good-backend")}`);
    mkdirSync(work.store);
  });
  afterEach(() => work.remove());

  it("says which folder of the store it is", async () => {
    const { output } = await install(work, { readOnly: [work.dir] });
    expect(output).toContain("INSTALL_STORE_UNWRITABLE");
    expect(output).toContain(`The plugin store ${work.store} can't be written`);
  });

  it("says what to do about a lockfile on a mount that is read only", async () => {
    const view = { readOnly: [work.dir], writable: [work.store] };
    const { output } = await install(work, view);
    expect(output).toContain("INSTALL_STORE_UNWRITABLE");
    expect(output).toContain(`The lockfile ${work.lockfile} can't be written`);
    expect(output).toMatch(/start with --frozen/);
  });

  it("needs no more than the store where the lockfile says all, as in a ConfigMap", async () => {
    await work.install({ store: path.join(work.dir, "elsewhere") });
    const view = { readOnly: [work.dir], writable: [work.store] };
    const { installed, failed } = await install(work, view);
    expect(failed).toEqual([]);
    expect(installed).toMatchObject([{ fetched: true }]);
  });
});

/** Runs installations one after the other in one view of the file system, and then lists what is in the store. */
async function install(
  work: Workspace,
  view: FileSystemView,
  times = 1,
): Promise<Outcome> {
  const node = `"${process.execPath}" --conditions=flyloft-source "${script}" "${work.dir}"`;
  const list = `find "${work.store}"/packages "${work.store}"/staging -mindepth 1 -maxdepth 1`;
  const steps = `for i in $(seq ${times}); do ${node}; done; echo ---; ${list} 2>/dev/null`;
  const [command = "", ...args] = seeFileSystem(view, ["sh", "-c", steps]);
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const [said, complaints] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
  ]);
  const [lines = "", left = ""] = said.split("---\n");
  const events = lines
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { type: string });
  return {
    failed: events.filter(
      ({ type }) => type === "failed",
    ) as unknown as Outcome["failed"],
    installed: events.filter(
      ({ type }) => type === "installed",
    ) as unknown as Outcome["installed"],
    output: said + complaints,
    left: left.split("\n").filter(Boolean),
  };
}
