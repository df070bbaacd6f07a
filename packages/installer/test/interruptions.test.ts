import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import type { ServerResponse } from "node:http";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import { type TarballServer, startTarballServer } from "./tarballServer.ts";
import { Workspace, codes } from "./workspace.ts";

const script = path.join(import.meta.dirname, "installProcess.ts");

describe("an installation that is disturbed", () => {
  let work: Workspace;
  let server: TarballServer;
  beforeEach(async () => {
    work = new Workspace();
    const folder = work.plugin("big-backend");
    work.write(
      path.relative(work.dir, path.join(folder, "dist/big.js")),
      randomText(300_000),
    );
    server = await startTarballServer(
      await packTarball({ cwd: folder, prefix: "package" }),
    );
    work.configure(`- package: ${server.url}/big.tgz`);
  });
  afterEach(async () => {
    await server.stop();
    work.remove();
  });

  it("leaves a staging folder when it is killed, which the next start sweeps before it installs", async () => {
    server.answer = (response, body) =>
      response.write(body.subarray(0, 150_000));
    const child = spawnInstall(work.dir);
    await untilLine(child, '"bytes"');
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(work.stored("staging")).toHaveLength(1);
    expect(work.stored("packages")).toEqual([]);

    server.answer = (response, body) => response.end(body);
    const { installed, failed } = await work.install();
    expect(failed).toEqual([]);
    expect(statSync(path.join(installed[0]!.dir, "dist/big.js")).size).toBe(
      300_000,
    );
    expect(work.stored("staging")).toEqual([]);
  });

  it("gives two processes at once the same package", async () => {
    // Both have all but the end, and get it at the same time.
    const waiting: (() => void)[] = [];
    server.answer = (response, body) => {
      response.write(body.subarray(0, -1000));
      waiting.push(() => response.end(body.subarray(-1000)));
      if (waiting.length === 2) for (const finish of waiting) finish();
    };
    const first = spawnInstall(work.dir, "first");
    const second = spawnInstall(work.dir, "second");
    const exits = await Promise.all([
      once(first, "exit"),
      once(second, "exit"),
    ]);
    expect(exits.map(([code]) => code as number)).toEqual([0, 0]);
    expect(work.stored("packages")).toHaveLength(1);
    expect(work.stored("staging")).toEqual([]);
  });

  it("tries a broken connection again and 429 after the time that the server asks for", async () => {
    const answers = [
      (response: ServerResponse, body: Buffer) => {
        response.writeHead(200, { "content-length": body.length });
        response.write(body.subarray(0, 1000), () => response.destroy());
      },
      (response: ServerResponse) =>
        response.writeHead(429, { "retry-after": "0" }).end(),
      (response: ServerResponse, body: Buffer) => response.end(body),
    ];
    server.answer = (response, body) => answers.shift()!(response, body);
    const { failed } = await work.install();
    expect(failed).toEqual([]);
    expect(server.requests).toBe(3);
  });

  it("gives up after three tries", async () => {
    server.answer = (response) => response.writeHead(503).end();
    const result = await work.install();
    expect(Object.values(codes(result))).toEqual(["FETCH_FAILED"]);
    expect(server.requests).toBe(3);
  });

  it("ends a download that falls silent", async () => {
    server.answer = (response, body) => response.write(body.subarray(0, 1000));
    const result = await work.install({
      network: { idleTimeoutMs: 100, maxTries: 1 },
    });
    expect(Object.values(codes(result))).toEqual(["FETCH_TIMEOUT"]);
  });

  it("ends a download that never ends as soon as it is seen to be no archive", async () => {
    server.answer = (response) => {
      const block = Buffer.alloc(65_536, 1);
      const pour = (): void => {
        while (!response.destroyed && response.write(block));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    };
    const result = await work.install();
    expect(Object.values(codes(result))).toEqual(["FETCH_NOT_AN_ARCHIVE"]);
  });

  it("takes no more bytes than a plugin may have", async () => {
    const result = await work.install({ network: { maxDownloadBytes: 1000 } });
    expect(Object.values(codes(result))).toEqual(["FETCH_SIZE_MISMATCH"]);
  });

  it("follows no redirect to a metadata address", async () => {
    server.answer = (response) =>
      response.writeHead(302, { location: "http://0xa9fea9fe/latest" }).end();
    const result = await work.install();
    expect(Object.values(codes(result))).toEqual(["FETCH_ADDRESS_FORBIDDEN"]);
    expect(result.failed[0]?.reason.message).toContain("169.254.169.254");
  });

  it("fetches a package again whose file was changed on disk", async () => {
    const { installed } = await work.install();
    const file = path.join(installed[0]!.dir, "dist/index.cjs.js");
    const original = readFileSync(file, "utf8");
    appendFileSync(file, "stolen()");
    const checked = await work.install({ checkStore: true });
    expect(checked.failed).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe(original);
  });

  it("checks a package that a run of the machine before wrote, and fetches it again where a power cut left it damaged", async () => {
    const { installed } = await work.install();
    const [name = ""] = work.stored("digests");
    const record = path.join(work.store, "digests", name);
    const reboot = () =>
      writeFileSync(
        record,
        readFileSync(record, "utf8").replace(/"boot":"[^"]*"/, '"boot":"old"'),
      );
    const before = server.requests;
    reboot();
    await work.install();
    expect(server.requests).toBe(before);
    expect(readFileSync(record, "utf8")).not.toContain('"boot":"old"');

    const file = path.join(installed[0]!.dir, "dist/big.js");
    truncateSync(file, 0);
    reboot();
    const { failed } = await work.install();
    expect(failed).toEqual([]);
    expect(server.requests).toBe(before + 1);
    expect(statSync(file).size).toBe(300_000);
  });

  it("names the store's folder where it can't be written", async () => {
    work.write("occupied", "a file");
    const store = path.join(work.dir, "occupied/store");
    await expect(work.install({ store })).rejects.toMatchObject({
      code: "INSTALL_STORE_UNWRITABLE",
      message: expect.stringContaining(store),
    });
  });
});

function spawnInstall(dir: string, lock?: string): ChildProcess {
  const args = [
    "--conditions=flyloft-source",
    script,
    dir,
    ...(lock ? [lock] : []),
  ];
  return spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function untilLine(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  for await (const chunk of child.stdout!) {
    output += String(chunk);
    if (output.includes(text)) return;
  }
  throw new Error(`The process ended without ${text}: ${output}`);
}

function randomText(length: number): string {
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) % 94;
  return Array.from({ length }, () => String.fromCharCode(33 + next())).join(
    "",
  );
}
