import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { plugin, writePlugin } from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const SERVICES = `
  auth: api.coreServices.auth, httpAuth: api.coreServices.httpAuth,
  discovery: api.coreServices.discovery, database: api.coreServices.database,
  scheduler: api.coreServices.scheduler, lifecycle: api.coreServices.lifecycle,
  logger: api.coreServices.logger, cache: api.coreServices.cache,
  events: require("@backstage/plugin-events-node").eventsServiceRef,
`;

/** Calls another plugin, keeps data, runs a task, hears of events and tells of them. */
function busyPlugin(id: string, { callsAtStart = false, marker = "" } = {}) {
  return `
    const api = require("@backstage/backend-plugin-api");
    const fs = require("fs");
    exports.default = ${plugin(
      id,
      `
      const { auth, httpAuth, discovery, database, scheduler, lifecycle, cache, events } = services;
      const router = require("express").Router();
      http.use(router);
      for (const path of ["/ask", "/count", "/heard", "/publish", "/tasks", "/cached", "/start", "/cycle"]) {
        http.addAuthPolicy({ path, allow: "unauthenticated" });
      }
      const call = async (target, path) => {
        const { token } = await auth.getPluginRequestToken({
          onBehalfOf: await auth.getOwnServiceCredentials(), targetPluginId: target });
        const response = await fetch((await discovery.getBaseUrl(target)) + path, { headers: { authorization: "Bearer " + token } });
        return { status: response.status, body: await response.json() };
      };
      const knex = await database.getClient();
      if (!(await knex.schema.hasTable("counts"))) {
        await knex.schema.createTable("counts", table => { table.increments("id"); table.string("name"); });
      }
      let runs = 0;
      await scheduler.scheduleTask({
        id: "tick", frequency: { milliseconds: 500 }, timeout: { seconds: 5 }, scope: "global",
        fn: async () => { runs += 1; },
      });
      const heard = [];
      await events.subscribe({ id: "ear", topics: ["news"], onEvent: async ({ topic, eventPayload, metadata }) => {
        heard.push({ topic, eventPayload, metadata });
      } });
      if (${JSON.stringify(marker)}) lifecycle.addShutdownHook(() => fs.writeFileSync(${JSON.stringify(marker)}, "ended"));
      const atStart = ${callsAtStart} ? await call("catalog", "/entities") : undefined;
      router.get("/start", (_req, res) => res.json(atStart));
      router.get("/ask", async (req, res) => res.json(await call(req.query.plugin, req.query.path)));
      router.get("/whoami", async (req, res) => {
        const { principal } = await httpAuth.credentials(req, { allow: ["service"] });
        res.json({ caller: principal.subject, pid: process.pid });
      });
      router.get("/count", async (_req, res) => {
        await knex.transaction(async trx => { await trx("counts").insert({ name: "x" }); });
        res.json({ count: (await knex("counts").count({ n: "*" }))[0].n });
      });
      router.get("/cached", async (_req, res) => {
        await cache.set("key", { a: 1 });
        res.json(await cache.get("key"));
      });
      router.get("/tasks", (_req, res) => res.json({ ran: runs > 1 }));
      router.get("/heard", (_req, res) => res.json(heard));
      router.get("/cycle", async (_req, res) => {
        const eventPayload = {};
        eventPayload.self = eventPayload;
        res.json(await events.publish({ topic: "news", eventPayload }).then(() => ({}), ({ code }) => ({ code })));
      });
      router.get("/publish", async (_req, res) => {
        await events.publish({ topic: "news", eventPayload: { from: "${id}" }, metadata: { kind: "test" } });
        res.json({});
      });`,
      SERVICES,
    )};`;
}

const PLUGINS = ["shared", "apart", "fenced"];
const folder = makeTempFolder("flyloft-isolated");
const marker = (id: string) => path.join(folder.path, `${id}.ended`);
let portal: Fixture;

async function ask<Body>(target: string): Promise<Body> {
  const response = await portal.get(target);
  expect(response.status, target).toBe(200);
  return (await response.json()) as Body;
}

beforeAll(async () => {
  const entry = (id: string, tier: string, options = {}) => ({
    package: writePlugin(folder.path, `@acme/${id}`, {
      files: { "index.js": busyPlugin(id, options) },
      packageJson: {
        backstage: { role: "backend-plugin", pluginId: id },
      },
    }),
    isolation: { tier },
  });
  portal = await startFixture({
    folder: path.join(folder.path, "portal"),
    plugins: [
      entry("shared", "none"),
      entry("apart", "process", {
        callsAtStart: true,
        marker: marker("apart"),
      }),
      entry("fenced", "sandbox"),
    ],
  });
});

afterAll(async () => {
  await portal.stop();
  folder.remove();
});

describe("plugins in processes of their own", () => {
  it("are in force as asked, each in another process", async () => {
    for (const [id, tier] of [
      ["apart", "process"],
      ["fenced", "sandbox"],
    ]) {
      const report = await portal.plugin(`@acme/${id}`);
      expect(report).toMatchObject({
        pluginId: id,
        status: { state: "active" },
        isolation: { inForce: tier },
        process: { restarts: 0 },
      });
      expect(report.process?.pid).toBeGreaterThan(0);
    }
  });

  it("call the catalog with a token of their own, also while both start", async () => {
    const { status } = await ask<{ status: number }>("/api/apart/start");
    expect(status).toBe(200);
    for (const id of PLUGINS) {
      const answer = await ask(`/api/${id}/ask?plugin=catalog&path=/entities`);
      expect(answer).toMatchObject({ status: 200 });
    }
  });

  it("call each other, and know who calls", async () => {
    const pids = new Set<number>();
    for (const from of PLUGINS) {
      for (const to of PLUGINS) {
        const answer = await ask<{ body: { pid: number } }>(
          `/api/${from}/ask?plugin=${to}&path=/whoami`,
        );
        expect(answer).toMatchObject({
          status: 200,
          body: { caller: `plugin:${from}` },
        });
        pids.add(answer.body.pid);
      }
    }
    expect(pids.size).toBe(3);
  });

  it("keep out who has no token", async () => {
    expect((await portal.get("/api/apart/whoami")).status).toBe(401);
  });

  it.each(PLUGINS)("%s: has a database, tasks and a cache", async (id) => {
    expect(await ask(`/api/${id}/count`)).toEqual({ count: 1 });
    expect(await ask(`/api/${id}/count`)).toEqual({ count: 2 });
    expect(await ask(`/api/${id}/cached`)).toEqual({ a: 1 });
    await expect
      .poll(() => ask(`/api/${id}/tasks`), { timeout: 10_000 })
      .toEqual({ ran: true });
  });

  it("hear of events from every process, each once", async () => {
    for (const id of PLUGINS) await ask(`/api/${id}/publish`);
    const news = (from: string) => ({
      topic: "news",
      eventPayload: { from },
      metadata: { kind: "test" },
    });
    for (const id of PLUGINS) {
      await expect
        .poll(async () => (await ask<unknown[]>(`/api/${id}/heard`)).length)
        .toBe(3);
      expect(await ask(`/api/${id}/heard`)).toEqual(
        expect.arrayContaining(PLUGINS.map(news)),
      );
    }
  });

  it.each(PLUGINS)("%s: may publish JSON only", async (id) => {
    expect(await ask(`/api/${id}/cycle`)).toEqual({
      code: "COMPOSE_EVENT_NOT_JSON",
    });
  });

  it("come back after they were killed, with their data", async () => {
    const { process: facts } = await portal.plugin("@acme/apart");
    process.kill(facts?.pid ?? 0, "SIGKILL");
    await expect
      .poll(async () => (await portal.get("/api/apart/count")).status)
      .toBe(503);
    expect((await portal.get("/api/shared/count")).status).toBe(200);
    const down = await portal.get("/api/apart/count");
    expect(Number(down.headers.get("retry-after"))).toBeGreaterThan(0);
    await expect
      .poll(async () => (await portal.get("/api/apart/count")).status, {
        timeout: 20_000,
      })
      .toBe(200);
    const { count } = await ask<{ count: number }>("/api/apart/count");
    expect(count).toBeGreaterThan(2);
    expect(
      await ask("/api/shared/ask?plugin=apart&path=/whoami"),
    ).toMatchObject({ status: 200 });
    expect((await portal.plugin("@acme/apart")).process?.restarts).toBe(1);
  });

  it("run their shutdown hooks when the portal stops", async () => {
    rmSync(marker("apart"), { force: true });
    await portal.stop();
    expect(existsSync(marker("apart"))).toBe(true);
    expect(readFileSync(marker("apart"), "utf8")).toBe("ended");
  });
});
