import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PluginStore } from "@flyloft/installer";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  type FaultyProxy,
  startFaultyProxy,
} from "../scripts/services/startFaultyProxy.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../scripts/services/startVerdaccio.ts";
import { writeAnswering } from "./fixtures/writeAnswering.ts";
import { type RunningLoad, startLoad } from "./load/startLoad.ts";
import { portalProcesses } from "./portalProcesses.ts";
import { seededRandom } from "./seededRandom.ts";
import {
  type Portal,
  type PortalConfig,
  bundled,
  startPortal,
} from "./startPortal.ts";

const SEED = Number(process.env["FLYLOFT_SEED"] ?? Date.now() % 100_000);
/** Kills at random moments of a change, beside those at named steps. */
const RANDOM_KILLS = 5;
/** A change takes about that long. */
const CHANGE_MS = 1_500;
/** Files of the package, so that to unpack it takes a while. */
const FILES = 1_500;
const LINK = { title: "Runbooks", url: "https://example.org/runbooks" };

const steady = writeAnswering("steady");
const isolated = writeAnswering("isolated");
let registry: VerdaccioService;
let proxy: FaultyProxy;
let portal: Portal;
let load: RunningLoad | undefined;
/** Of the newest release; each kill while it is installed needs another one. */
let release = 0;

beforeAll(async () => {
  registry = await startVerdaccio();
  proxy = await startFaultyProxy(registry.url);
  await publish();
  portal = await startPortal({
    ...configOf("one"),
    files: { ".npmrc": `registry=${proxy.url}/\n` },
  });
  const created = await portal.fetch("/api/links", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(LINK),
  });
  expect(created.status).toBe(201);
});

afterAll(async () => {
  load?.kill();
  await portal?.stop();
  await proxy?.stop();
  await registry?.stop();
});

function version(): string {
  return `1.${release}.0`;
}

async function publish(): Promise<void> {
  release += 1;
  const { folder } = writeAnswering("released", version());
  mkdirSync(path.join(folder, "data"));
  for (let i = 0; i < FILES; i += 1) {
    const text = `${version()} ${i}\n`.repeat(50);
    writeFileSync(path.join(folder, "data", `${i}.txt`), text);
  }
  await registry.publish(folder);
}

function configOf(text: string): PortalConfig {
  return {
    plugins: [
      { package: bundled("links-backend") },
      { package: steady.folder },
      { package: isolated.folder, isolation: "process" },
      { package: `@example/plugin-released@${version()}` },
    ],
    config: { answering: { text } },
    dynamicPlugins: { generations: { drain: "5s" } },
  };
}

function data(...names: string[]): string {
  return path.join(portal.folder, ".flyloft", ...names);
}

function list(...names: string[]): string[] {
  const dir = data(...names);
  return existsSync(dir) ? readdirSync(dir) : [];
}

/** Asks for a change without waiting for it: nobody will answer. */
function ask(text: string): void {
  portal.configure(configOf(text));
  portal.reload().catch(() => undefined);
}

/** Looks again at once: the moment may be over in a millisecond. */
async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error("That moment never came.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function killSupervisor(): Promise<void> {
  process.kill(portal.pid, "SIGKILL");
  await portal.exited;
}

/** After the supervisor was killed: what it left, and what the next start makes of it. */
async function expectRecovery(text: string): Promise<void> {
  await vi.waitUntil(() => portalProcesses(portal.folder).length === 0, {
    timeout: 20_000,
    interval: 50,
  });
  proxy.setFaults([]);
  const { folder, port } = portal;
  portal = await startPortal({ ...configOf(text), folder, port });
  for (const [id, expected] of [
    ["steady", "1.0.0"],
    ["isolated", "1.0.0"],
    ["released", version()],
  ] as const) {
    const response = await fetch(`${portal.url}/api/${id}/answer`);
    expect(await response.json()).toEqual({
      plugin: id,
      version: expected,
      text,
    });
  }
  const links = await portal.fetch("/api/links");
  expect(JSON.stringify(await links.json())).toContain(LINK.url);
  expect(list("store", "staging")).toEqual([]);
  // What no generation needs any more is being removed meanwhile.
  await vi.waitFor(async () => expect(await damagedPackages()).toEqual([]), {
    timeout: 10_000,
    interval: 200,
  });
}

/** What the store believes to have, and hasn't. Rejects where it changes meanwhile. */
async function damagedPackages(): Promise<string[]> {
  const store = new PluginStore(data("store"), { checkAlways: true });
  const damaged: string[] = [];
  for (const name of list("store", "digests")) {
    const file = data("store", "digests", name);
    const { key } = JSON.parse(readFileSync(file, "utf8")) as { key: string };
    if (!(await store.find(key))) damaged.push(key);
  }
  return damaged;
}

/** Files below the folders of attempts that are under way. */
function staged(): string[] {
  const dir = data("store", "staging");
  if (!existsSync(dir)) return [];
  try {
    return readdirSync(dir, { recursive: true }) as string[];
  } catch {
    // It was moved away while it was read.
    return [];
  }
}

describe("kill -9 of the supervisor while a package is installed", () => {
  it("mid-download", async () => {
    await publish();
    proxy.setFaults([{ kind: "drip", everyMs: 20, match: /\.tgz/ }]);
    ask("download");
    await until(() => proxy.requests.some((line) => line.includes(".tgz")));
    await sleep(200);
    await killSupervisor();
    await expectRecovery("download");
  });

  it("mid-extract", async () => {
    await publish();
    ask("extract");
    await until(() => staged().length > FILES / 10);
    await killSupervisor();
    await expectRecovery("extract");
  });

  it("before it gets its place", async () => {
    await publish();
    ask("staged");
    await until(() => staged().some((name) => name.includes(".flyloft-files")));
    await killSupervisor();
    await expectRecovery("staged");
  });

  it("after it got its place", async () => {
    await publish();
    const before = list("store", "packages").length;
    ask("placed");
    await until(() => list("store", "packages").length > before);
    await killSupervisor();
    await expectRecovery("placed");
  });
});

describe("kill -9 of the supervisor while a generation changes", () => {
  it("after the new one is written", async () => {
    const before = list("generations").length;
    ask("written");
    await until(() => list("generations").length > before);
    await killSupervisor();
    await expectRecovery("written");
  });

  it("while the one before drains", async () => {
    const before = await portal.generations();
    const slow = fetch(`${portal.url}/api/steady/slow?ms=4000`).catch(
      () => undefined,
    );
    await sleep(200);
    portal.configure(configOf("draining"));
    const outcome = await portal.reload();
    expect(outcome).toMatchObject({ state: "active" });
    expect(outcome.generation).toBeGreaterThan(before[0]?.number ?? 0);
    await killSupervisor();
    await slow;
    await expectRecovery("draining");
  });

  it(`at ${RANDOM_KILLS} random moments`, async () => {
    const random = seededRandom(SEED);
    process.stdout.write(`Killed with FLYLOFT_SEED=${SEED}.\n`);
    for (let i = 0; i < RANDOM_KILLS; i += 1) {
      ask(`random ${i}`);
      await sleep(random() * CHANGE_MS);
      await killSupervisor();
      await expectRecovery(`random ${i}`);
    }
  });

  it("while nothing happens", async () => {
    await killSupervisor();
    await expectRecovery("idle");
  });
});

describe("kill -9 of the process", () => {
  it("that all share: connections wait for the next one, none is refused", async () => {
    load = startLoad({
      url: `http://127.0.0.1:${portal.port}`,
      paths: ["/api/steady/answer"],
      perSecond: 100,
    });
    await sleep(500);
    const response = await fetch(`${portal.url}/api/steady/process`);
    const { pid } = (await response.json()) as { pid: number };
    const killedAt = Date.now();
    process.kill(pid, "SIGKILL");
    await sleep(3_000);
    const records = await load.stop();
    const after = records.filter(({ startedAt }) => startedAt > killedAt + 50);
    const fresh = after.filter(({ isReused }) => !isReused);
    expect(fresh.length).toBeGreaterThan(100);
    expect(fresh.filter(({ status }) => status !== 200)).toEqual([]);
    const failed = records.filter(({ status }) => status !== 200);
    expect(failed.filter(({ error }) => error?.includes("REFUSED"))).toEqual(
      [],
    );
    process.stdout.write(
      `${records.length} requests, ${failed.length} of them under way when the process was killed.\n`,
    );
  });

  it("of an isolated plugin: it comes back, and nobody else notices", async () => {
    const reports = await portal.plugins();
    const host = reports.get(isolated.name)?.process?.pid ?? 0;
    load = startLoad({
      url: `http://127.0.0.1:${portal.port}`,
      paths: ["/api/steady/answer"],
      perSecond: 100,
    });
    process.kill(host, "SIGKILL");
    const down = await vi.waitUntil(
      async () => {
        const found = await fetch(`${portal.url}/api/isolated/answer`);
        return found.status === 503 && found;
      },
      { timeout: 2_000, interval: 20 },
    );
    expect(Number(down.headers.get("retry-after"))).toBeGreaterThan(0);
    await vi.waitUntil(
      async () =>
        (await fetch(`${portal.url}/api/isolated/answer`)).status === 200,
      { timeout: 20_000, interval: 50 },
    );
    const records = await load.stop();
    expect(records.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
