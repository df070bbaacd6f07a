import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  vi,
} from "vitest";
import { claimRun } from "../src/supervisor/claimRun.ts";
import {
  type Machine,
  detectMechanisms,
} from "../src/supervisor/hosts/detectMechanisms.ts";
import { plugin, writePlugin } from "./fixturePlugins.ts";
import { COMMAND, startFixture } from "./startFixture.ts";
import {
  type HostFixture,
  type HostSketch,
  NO_MECHANISMS,
  startHosts,
} from "./hostFixture.ts";

const PROCESS = { tier: "process" } as const;
const SANDBOX = { tier: "sandbox" } as const;
const HELLO = `router.get("/hello", (_req, res) => res.json("hello"));`;

let fixture: HostFixture | undefined;
const start = (...args: Parameters<typeof startHosts>): HostFixture =>
  (fixture = startHosts(...args));
const hello = (id: string): HostSketch => ({
  id,
  init: HELLO,
  isolation: PROCESS,
});

afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

/** A file that the plugin and the test both know. */
let mark: string;
beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), "flyloft-mark-"));
  mark = path.join(folder, "mark");
  return () => rmSync(folder, { recursive: true });
});

const isRunning = (pid: number) => existsSync(`/proc/${pid}`);

describe("a plugin in a process of its own", () => {
  it("gets the usual environment and what its entry lists, and signs with keys of its own", async () => {
    const { hosts, get, data, next } = start(
      [
        {
          id: "todo",
          init: `router.get("/env", (_req, res) => res.json(process.env));`,
          isolation: { ...PROCESS, env: ["WANTED"] },
        },
      ],
      NO_MECHANISMS,
      {
        env: { ...process.env, WANTED: "1", AWS_SECRET: "2", HTTPS_PROXY: "3" },
      },
    );
    await next("todo", "up");
    const env = JSON.parse((await get("todo", "/api/todo/env")).body);
    expect(env).toMatchObject({ WANTED: "1", HTTPS_PROXY: "3" });
    expect(env).not.toHaveProperty("AWS_SECRET");
    const jwks = await get("todo", "/api/todo/.backstage/auth/v1/jwks.json");
    const { keys } = JSON.parse(jwks.body) as { keys: { kid: string }[] };
    expect(keys.map(({ kid }) => kid)).toEqual([data.pluginKeys("todo").keyId]);
    expect(data.pluginKeys("todo").keyId).not.toBe(data.pluginKeys().keyId);
    expect(hosts.snapshot()).toMatchObject([
      {
        id: "todo",
        state: "up",
        restarts: 0,
        packages: ["@acme/todo-backend"],
      },
    ]);
  });

  it("runs its shutdown hooks when it is stopped, and leaves nothing behind", async () => {
    const { hosts, next, data } = start(
      [
        {
          id: "todo",
          init: `lifecycle.addShutdownHook(() => require("fs").writeFileSync(process.env.MARK, "x"));`,
          isolation: { ...PROCESS, env: ["MARK"] },
        },
      ],
      NO_MECHANISMS,
      { env: { ...process.env, MARK: mark } },
    );
    await next("todo", "up");
    const [{ pid } = { pid: 0 }] = hosts.snapshot();
    const folder = path.dirname(path.dirname(hosts.links[0]?.socketPath ?? ""));
    await hosts.stop();
    expect(readFileSync(mark, "utf8")).toBe("x");
    expect(isRunning(pid ?? 0)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(data.databases)).toBe(true);
  });

  it("ends alone, with a reason that names it, and comes back", async () => {
    const { hosts, next, get } = start(
      [
        hello("calm"),
        {
          id: "exits",
          init: `router.get("/exit", () => process.exit(0)); ${HELLO}`,
          isolation: PROCESS,
        },
      ],
      NO_MECHANISMS,
    );
    await next("calm", "up");
    const before = await next("exits", "up");
    await get("exits", "/api/exits/exit").catch(() => undefined);
    expect(await next("exits", "down")).toMatchObject({
      retryAfter: 1,
      reason: {
        code: "SUPERVISE_HOST_EXITED",
        message: expect.stringContaining(
          "@acme/exits-backend ended with code 0",
        ),
      },
    });
    expect((await get("calm", "/api/calm/hello")).status).toBe(200);
    const after = await next("exits", "up");
    expect(after.secret).not.toBe(before.secret);
    expect((await get("exits", "/api/exits/hello")).status).toBe(200);
    expect(hosts.snapshot()[1]).toMatchObject({ state: "up", restarts: 1 });
  });

  it("is left alone after its third crash until somebody retries", async () => {
    const { hosts, next } = start(
      [
        {
          id: "exits",
          init: `if (!require("fs").existsSync(process.env.MEND)) process.exit(3); ${HELLO}`,
          isolation: { ...PROCESS, env: ["MEND"] },
        },
      ],
      NO_MECHANISMS,
      { env: { ...process.env, MEND: mark } },
    );
    const first = await next("exits", "down");
    expect(first.reason).toMatchObject({
      code: "SUPERVISE_HOST_NEVER_READY",
      message: expect.stringContaining("code 3 before it was ready"),
    });
    expect((await next("exits", "down")).retryAfter).toBe(2);
    expect((await next("exits", "down")).retryAfter).toBe(300);
    expect(hosts.snapshot()).toMatchObject([{ state: "open", pid: undefined }]);
    await hosts.settled;
    writeFileSync(mark, "");
    expect(await hosts.retry("@acme/exits-backend")).toBe(true);
    await next("exits", "up");
    expect(await hosts.retry("nobody")).toBe(false);
  });

  it("is ended when it leaks, or is blocked, and the others don't notice", async () => {
    const { next, get } = start(
      [
        hello("calm"),
        {
          id: "heap",
          init: `router.get("/leak", () => { const all = []; for (;;) all.push(new Array(1e4).fill(1)); });`,
          isolation: { ...PROCESS, memory: 200e6 },
        },
        {
          id: "buffers",
          init: `const all = []; router.get("/leak", () => setInterval(() => all.push(Buffer.alloc(2e7, 1)), 20));`,
          isolation: { ...PROCESS, memory: 200e6 },
        },
        {
          id: "loops",
          init: `router.get("/loop", () => { for (;;); });`,
          isolation: { ...PROCESS, heartbeat: 2000 },
        },
      ],
      NO_MECHANISMS,
    );
    const ids = ["calm", "heap", "buffers", "loops"];
    await Promise.all(ids.map((id) => next(id, "up")));
    for (const [id, target] of [
      ["heap", "leak"],
      ["buffers", "leak"],
      ["loops", "loop"],
    ] as const) {
      get(id, `/api/${id}/${target}`).catch(() => undefined);
    }
    const reasons = await Promise.all(
      ids.slice(1).map(async (id) => (await next(id, "down")).reason.code),
    );
    expect(reasons).toEqual([
      "SUPERVISE_HOST_MEMORY",
      "SUPERVISE_HOST_MEMORY",
      "SUPERVISE_HOST_SILENT",
    ]);
    expect((await get("calm", "/api/calm/hello")).status).toBe(200);
  });

  it("takes with it what it started, even what left its process group", async () => {
    const { next, get } = start(
      [
        {
          id: "forks",
          init: `router.get("/fork", (_req, res) => {
            const child = require("child_process").spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
            child.unref();
            res.json(child.pid);
          });
          router.get("/exit", () => process.exit(1));`,
          isolation: PROCESS,
        },
      ],
      NO_MECHANISMS,
    );
    await next("forks", "up");
    const pid = Number((await get("forks", "/api/forks/fork")).body);
    expect(isRunning(pid)).toBe(true);
    get("forks", "/api/forks/exit").catch(() => undefined);
    await next("forks", "down");
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 5000);
  });

  it("may not answer for another plugin than its package names", async () => {
    const { next } = start(
      [{ ...hello("todo"), realId: "catalog" }],
      NO_MECHANISMS,
    );
    expect((await next("todo", "down")).reason).toMatchObject({
      code: "SUPERVISE_HOST_FOREIGN_ROUTE",
      message: expect.stringContaining("/api/catalog"),
    });
  });

  it("is given up when its time is over", async () => {
    const { next } = start([hello("todo")], NO_MECHANISMS, {
      // It is never told to start.
      visibility: new Promise(() => undefined),
      deadlineMs: 0,
    });
    expect((await next("todo", "down")).reason.code).toBe(
      "SUPERVISE_HOST_DEADLINE",
    );
  });
});

/** What a hostile plugin tries. Each gives the error's code, or `done`. */
const ATTEMPTS = `
  const fs = require("fs");
  const attempt = (act) => { try { act(); return "done"; } catch (error) { return error.code ?? error.message; } };
  router.get("/attempts", async (req, res) => {
    const { key, elsewhere } = req.query;
    const knex = await database.getClient();
    await knex.schema.createTable("things", (table) => table.string("name"));
    await knex("things").insert({ name: "kept" });
    const sqlite = () => new (require("node:sqlite").DatabaseSync)(elsewhere).exec("CREATE TABLE a (b)");
    const temporary = require("path").join(require("os").tmpdir(), "mine");
    res.json({
      key: attempt(() => fs.readFileSync(key)),
      write: attempt(() => fs.writeFileSync(elsewhere, "x")),
      child: attempt(() => require("child_process").execFileSync(process.execPath, ["-e", "0"])),
      worker: attempt(() => new (require("worker_threads").Worker)("0", { eval: true })),
      sqlite: attempt(sqlite),
      temporary: attempt(() => fs.writeFileSync(temporary, "x")),
      rows: await knex("things").count({ n: "*" }),
      processes: attempt(() => process.kill(Number(req.query.pid), 0)),
    });
  });
  router.get("/leak", () => { const all = []; setInterval(() => all.push(Buffer.alloc(2e7, 1)), 20); });`;

const hostile: HostSketch = {
  id: "hostile",
  init: ATTEMPTS,
  isolation: { ...SANDBOX, memory: 300e6 },
};

/** Where another plugin's data could be. */
const elsewhere = ({ data }: HostFixture) =>
  path.join(data.databases, "other.sqlite");

async function tryAll(running: HostFixture) {
  await running.next("hostile", "up");
  const { privateKeyFile } = running.data.pluginKeys();
  const { body } = await running.get(
    "hostile",
    `/api/hostile/attempts?key=${privateKeyFile}&elsewhere=${elsewhere(running)}&pid=${process.pid}`,
  );
  return JSON.parse(body);
}

describe("a sandbox", () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await detectMechanisms();
  });
  const only = (name: Machine["available"][number]): Machine => ({
    ...machine,
    available: machine.available.filter((each) => each === name),
  });

  it("of Node's permissions keeps the plugin to its files, but for what `node:sqlite` does", async () => {
    const running = start([hostile], only("permissions"));
    expect(await tryAll(running)).toMatchObject({
      key: "ERR_ACCESS_DENIED",
      write: "ERR_ACCESS_DENIED",
      child: "ERR_ACCESS_DENIED",
      worker: "ERR_ACCESS_DENIED",
      temporary: "done",
      rows: [{ n: 1 }],
      // The hole that docs/isolation.md tells of.
      sqlite: "done",
    });
    expect(existsSync(elsewhere(running))).toBe(true);
  });

  it("of bubblewrap shows the plugin its own files and processes only", async ({
    skip,
  }) => {
    if (!machine.available.includes("bubblewrap")) skip();
    const running = start([hostile], only("bubblewrap"));
    expect(await tryAll(running)).toMatchObject({
      key: "ENOENT",
      temporary: "done",
      rows: [{ n: 1 }],
      processes: "ESRCH",
    });
    expect(existsSync(elsewhere(running))).toBe(false);
    // The limit holds for what is behind bubblewrap.
    running.get("hostile", "/api/hostile/leak").catch(() => undefined);
    const { reason } = await running.next("hostile", "down");
    expect(reason.code).toBe("SUPERVISE_HOST_MEMORY");
    await running.next("hostile", "up");
  });

  it("of all that there is gives the plugin a folder of its own for data, and nothing else to write to", async () => {
    const running = start([hostile], machine);
    expect(await tryAll(running)).toMatchObject({
      key: "ERR_ACCESS_DENIED",
      write: "ERR_ACCESS_DENIED",
      child: "ERR_ACCESS_DENIED",
    });
    expect(readdirSync(running.data.databases)).toEqual(["hostile"]);
    expect(readdirSync(path.join(running.data.databases, "hostile"))).toContain(
      "hostile.sqlite",
    );
    const [host] = running.hosts.snapshot();
    await running.hosts.stop();
    expect(isRunning(host?.pid ?? 0)).toBe(false);
  });
});

/** Calls the catalog with a token that it signs itself, in the name that the query says. */
const SIGNER = `
  const api = require("@backstage/backend-plugin-api");
  const { createPrivateKey, sign } = require("node:crypto");
  const { readFileSync } = require("node:fs");
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  exports.default = ${plugin(
    "signer",
    `
    const { discovery, config } = services;
    const [key] = config.getConfigArray("backend.auth.pluginKeyStore.static.keys");
    const privateKey = createPrivateKey(readFileSync(key.getString("privateKeyFile")));
    const router = require("express").Router();
    router.get("/call", async (req, res) => {
      const now = Math.floor(Date.now() / 1000);
      const head = { typ: "vnd.backstage.plugin", alg: "ES256", kid: key.getString("keyId") };
      const claims = { sub: req.query.as, aud: "catalog", iat: now, exp: now + 60 };
      const signed = encode(head) + "." + encode(claims);
      const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
      const response = await fetch((await discovery.getBaseUrl("catalog")) + "/entities?limit=1", {
        headers: { authorization: "Bearer " + signed + "." + signature.toString("base64url") },
      });
      res.json(response.status);
    });
    http.use(router);
    http.addAuthPolicy({ path: "/call", allow: "unauthenticated" });`,
    "discovery: api.coreServices.discovery, config: api.coreServices.rootConfig",
  )};`;

describe("an isolated plugin of a portal", () => {
  it("calls other plugins in its own name, and in no other's", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "flyloft-signer-"));
    const dir = writePlugin(folder, "@acme/signer-backend", {
      files: { "index.js": SIGNER },
      packageJson: {
        backstage: { role: "backend-plugin", pluginId: "signer" },
      },
    });
    const portal = await startFixture({
      folder: path.join(folder, "portal"),
      plugins: [{ package: dir, isolation: "sandbox" }],
    });
    try {
      const call = async (name: string) =>
        (await portal.get(`/api/signer/call?as=${name}`)).json();
      expect(await call("signer")).toBe(200);
      expect(await call("auth")).toBe(401);
      expect(await call("catalog")).toBe(401);
      expect(await portal.plugin("@acme/signer-backend")).toMatchObject({
        isolation: { asked: "sandbox", inForce: "sandbox" },
        process: { restarts: 0, pid: expect.any(Number) },
      });
    } finally {
      await portal.stop();
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a supervisor that is killed", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "flyloft-killed-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Starts one with a plugin that is blocked, and gives the processes between the two. */
  async function startSupervisor(mode: "fenced" | "bare") {
    const [conditions = ""] = COMMAND;
    const entry = path.join(import.meta.dirname, "hostSupervisor.ts");
    const supervisor = spawn(
      process.execPath,
      [conditions, entry, mode, folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    for await (const chunk of supervisor.stdout) {
      said += String(chunk);
      if (said.includes("{")) break;
    }
    const { pids, sockets } = JSON.parse(said.slice(said.indexOf("{"))) as {
      pids: number[];
      sockets: string;
    };
    expect(pids.every(isRunning)).toBe(true);
    return { supervisor, pids, sockets };
  }

  it("takes its hosts with it, also one that is blocked behind all mechanisms", async ({
    skip,
  }) => {
    if (!(await detectMechanisms()).hasDeathSignal) skip();
    const { supervisor, pids } = await startSupervisor("fenced");
    supervisor.kill("SIGKILL");
    await vi.waitFor(() => expect(pids.some(isRunning)).toBe(false), 5000);
    (await claimRun(folder)).release();
  });

  it("leaves nothing that the next one doesn't remove, but is left alone while it lives", async () => {
    const { supervisor, pids, sockets } = await startSupervisor("bare");
    await expect(claimRun(folder)).rejects.toMatchObject({
      code: "SUPERVISE_ALREADY_RUNNING",
      message: expect.stringContaining(String(supervisor.pid)),
    });
    expect(pids.every(isRunning)).toBe(true);
    const ended = once(supervisor, "exit");
    supervisor.kill("SIGKILL");
    await ended;
    // It is blocked, so that it can't notice.
    expect(pids.every(isRunning)).toBe(true);
    const run = await claimRun(folder);
    await vi.waitFor(() => expect(pids.some(isRunning)).toBe(false), 5000);
    expect(existsSync(sockets)).toBe(false);
    run.release();
    (await claimRun(folder)).release();
  });
});
