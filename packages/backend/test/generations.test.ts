import {
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type IncomingMessage, get } from "node:http";
import { createServer } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { plugin, writePlugin } from "./fixturePlugins.ts";
import {
  type Fixture,
  type FixtureOptions,
  startFixture,
} from "./startFixture.ts";

const temp = makeTempFolder("generations");
const packages = path.join(temp.path, "packages");
/** Changes are made when a test asks for them. */
const ASKED = { generations: { heartbeat: "2s", watch: false } };
const WATCHED = { generations: { heartbeat: "2s" } };

/** Tells its process and what the configuration says; blocks it, or takes its time to start, where it is asked to. */
const PROBE = `
  const api = require("@backstage/backend-plugin-api");
  exports.default = ${plugin(
    "probe",
    `
    const { config } = services;
    const slow = config.getOptionalNumber("probe.slowMs") ?? 0;
    await new Promise(resolve => setTimeout(resolve, slow));
    const router = require("express").Router();
    router.get("/hello", (_req, res) => res.json({ pid: process.pid, text: config.getOptionalString("probe.text") }));
    router.get("/block", () => { for (;;); });
    http.use(router);
    for (const path of ["/hello", "/block"]) http.addAuthPolicy({ path, allow: "unauthenticated" });`,
    "config: api.coreServices.rootConfig",
  )};
`;
const probe = writePlugin(packages, "@acme/probe", {
  files: { "index.js": PROBE },
});

afterAll(() => temp.remove());

interface Hello {
  readonly pid: number;
  readonly text?: string;
}

/** Over a connection of its own: one that is kept would end with the process that accepted it. */
async function hello({ url }: Fixture): Promise<Hello> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/api/probe/hello`, { agent: false }, resolve).once(
      "error",
      reject,
    );
  });
  return JSON.parse(await text(response)) as Hello;
}

function says(said: string, more: Partial<FixtureOptions> = {}, slowMs = 0) {
  return {
    plugins: [{ package: probe }],
    dynamicPlugins: ASKED,
    ...more,
    config: { probe: { text: said, slowMs }, ...more.config },
  };
}

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(50);
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").filter(Boolean).map(Number);
}

/** Asks for something all the time, and tells what was answered otherwise than with 200. */
function keepAsking(portal: Fixture): () => Promise<unknown[]> {
  const wrong: unknown[] = [];
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      await portal.get("/api/probe/hello").then(
        ({ status }) => status !== 200 && wrong.push(status),
        (error: unknown) => wrong.push((error as Error).cause ?? error),
      );
      await sleep(20);
    }
  })();
  return async () => {
    over.abort();
    await asking;
    return wrong;
  };
}

describe("a portal that changes", () => {
  let portal: Fixture;
  beforeAll(async () => {
    portal = await startFixture({
      folder: path.join(temp.path, "changing"),
      ...says("one", { dynamicPlugins: WATCHED }),
    });
  });
  afterAll(() => portal.stop());

  it("goes on where its configuration is nonsense, gone, or gone with its folder, and follows it when it is back", async () => {
    const { folder } = portal;
    const file = path.join(folder, "app-config.yaml");
    const good = readFileSync(file, "utf8");
    const newest = async () => (await portal.generations())[0]?.reason;

    writeFileSync(file, "app:\n  title: [\n");
    await until(async () => (await newest())?.code === "CONFIG_SYNTAX");
    expect(await newest()).toMatchObject({
      place: { file, line: expect.any(Number) },
    });
    writeFileSync(
      file,
      JSON.stringify({ ...JSON.parse(good), dynamicPlugins: { plugin: [] } }),
    );
    await until(async () => (await newest())?.code === "CONFIG_SCHEMA");
    expect((await newest())?.message).toContain(
      `${file}:1 (dynamicPlugins.plugin)`,
    );
    rmSync(file);
    await until(
      async () => (await newest())?.code === "CONFIG_FILE_UNREADABLE",
    );
    expect((await newest())?.message).toContain(file);
    expect((await hello(portal)).text).toBe("one");

    renameSync(folder, `${folder}.away`);
    await sleep(2_500);
    expect((await hello(portal)).text).toBe("one");
    renameSync(`${folder}.away`, folder);
    portal.configure(says("two"));
    await until(async () => (await hello(portal)).text === "two");
  });

  it("makes a change though the process that waited for it is gone", async () => {
    const { pid } = await hello(portal);
    await until(() => childrenOf(portal.pid).length > 1);
    const [spare = 0] = childrenOf(portal.pid).filter((child) => child !== pid);
    process.kill(spare, "SIGKILL");
    portal.configure(says("without spare"));
    expect(await portal.reload()).toMatchObject({ state: "active" });
    expect((await hello(portal)).text).toBe("without spare");
  });

  it("hands over to the next generation though the one that serves crashes meanwhile", async () => {
    const { pid } = await hello(portal);
    const stop = keepAsking(portal);
    portal.configure(says("three", {}, 1_500));
    const change = portal.reload();
    await sleep(500);
    process.kill(pid, "SIGKILL");
    expect(await change).toMatchObject({ state: "active" });
    expect((await hello(portal)).text).toBe("three");
    const wrong = await stop();
    // What was under way in the process that was killed is lost; nobody is refused.
    expect(wrong.length).toBeLessThanOrEqual(1);
    expect(JSON.stringify(wrong)).not.toContain("ECONNREFUSED");
  });

  it("refuses a generation whose process is killed before it serves", async () => {
    const before = await hello(portal);
    const known = new Set(childrenOf(portal.pid));
    portal.configure(says("killed", {}, 4_000));
    const change = portal.reload();
    await sleep(1_000);
    for (const child of childrenOf(portal.pid)) {
      if (child !== before.pid) process.kill(child, "SIGKILL");
    }
    expect(known.has(before.pid)).toBe(true);
    expect(await change).toMatchObject({
      state: "rejected",
      reason: { code: "SUPERVISE_EXITED_EARLY" },
    });
    expect(await hello(portal)).toEqual(before);
  });

  it("ends a process that is blocked, and starts it again while connections wait", async () => {
    const { pid } = await hello(portal);
    const blocked = portal.get("/api/probe/block").catch(() => "cut");
    await sleep(200);
    // It is asked while nobody can answer.
    const after = await hello(portal);
    expect(after.pid).not.toBe(pid);
    expect(await blocked).toBe("cut");
    expect(isAlive(pid)).toBe(false);
  });

  it("moves to another port and back, and stays where the other one is taken", async () => {
    const taken = createServer();
    const takenPort = await findFreePort();
    await new Promise<void>((resolve) =>
      taken.listen(takenPort, "127.0.0.1", resolve),
    );
    const on = (port: number) =>
      says("moved", { backend: { listen: { host: "127.0.0.1", port } } });
    portal.configure(on(takenPort));
    expect(await portal.reload()).toMatchObject({
      state: "rejected",
      reason: { code: "SERVE_ADDRESS_IN_USE" },
    });
    taken.close();
    const before = (await hello(portal)).text;

    const port = await findFreePort();
    portal.configure(on(port));
    expect(await portal.reload()).toMatchObject({ state: "active" });
    const moved = await fetch(`http://127.0.0.1:${port}/api/probe/hello`);
    expect(await moved.json()).toMatchObject({ text: "moved" });
    await expect(hello(portal)).rejects.toThrow("ECONNREFUSED");

    expect(await portal.rollBack()).toMatchObject({ state: "active" });
    expect((await hello(portal)).text).toBe(before);
  });

  it("goes back by itself from a generation that keeps crashing", async () => {
    const before = (await hello(portal)).text;
    portal.configure(says("crashing"));
    expect(await portal.reload()).toMatchObject({ state: "active" });
    for (let crashes = 0; crashes < 3; crashes++) {
      const { pid } = await hello(portal);
      process.kill(pid, "SIGKILL");
      await until(() => !isAlive(pid));
    }
    await until(async () => (await hello(portal)).text === before);
    // It is written down when the one before has let go of the port.
    await until(
      async () => (await portal.generations())[0]?.state === "active",
    );
    const [, left] = await portal.generations();
    expect(left?.reason?.code).toBe("SUPERVISE_CRASH_LOOP");
  });

  it("ends while a change is made ready, and leaves no process behind", async () => {
    portal.configure(says("never", {}, 20_000));
    void portal.reload().catch(() => undefined);
    await sleep(1_500);
    const children = childrenOf(portal.pid);
    expect(children.length).toBeGreaterThan(0);
    process.kill(portal.pid, "SIGTERM");
    expect(await portal.exited).toEqual({ code: 0, signal: null });
    expect(children.filter(isAlive)).toEqual([]);
    expect(
      existsSync(path.join(portal.folder, ".flyloft/run/supervisor.json")),
    ).toBe(false);
  });
});
