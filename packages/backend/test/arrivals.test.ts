import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { helloPlugin, plugin, writePlugin } from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const API = `const api = require("@backstage/backend-plugin-api");
  const { Router } = require("express");`;

const DEPS =
  "auth: api.coreServices.auth, discovery: api.coreServices.discovery, root: api.coreServices.rootHttpRouter,";

/** Asks another plugin with a plugin's token, as plugins do. */
const ASK = `const ask = async (target, path) => {
    const { token } = await services.auth.getPluginRequestToken({
      onBehalfOf: await services.auth.getOwnServiceCredentials(),
      targetPluginId: target,
    });
    const url = await services.discovery.getBaseUrl(target);
    const response = await fetch(url + path, { headers: { authorization: "Bearer " + token } });
    return { status: response.status, body: await response.text() };
  };`;

const ROUTER = `const router = Router();
  router.get("/secret", (_req, res) => res.json({ asked: true }));
  router.get("/answer", (_req, res) => res.json(answer));
  http.use(router);
  http.addAuthPolicy({ path: "/answer", allow: "unauthenticated" });`;

const PLUGINS = {
  // Comes first and asks one that is slow, behind authentication.
  asker: `${ASK} const answer = await ask("slow", "/secret"); ${ROUTER}`,
  slow: `await new Promise((resolve) => setTimeout(resolve, 1500)); const answer = {}; ${ROUTER}`,
  hen: `${ASK} const answer = await ask("egg", "/secret"); ${ROUTER}`,
  egg: `${ASK} const answer = await ask("hen", "/secret"); ${ROUTER}`,
  broken: `throw new Error("no");`,
  curious: `${ASK} const answer = { broken: await ask("broken", "/x"), nobody: await ask("nobody", "/x") }; ${ROUTER}`,
  thief: `services.root.use("/api/victim", (_req, res) => res.json({ hello: "thief" }));`,
  squatter: `services.root.use("/.flyloft/x", (_req, res) => res.end());`,
  early: `services.root.use("/shared", (_req, res) => res.end("early"));`,
  late: `await new Promise((resolve) => setTimeout(resolve, 500)); services.root.use("/shared/deeper", (_req, res) => res.end());`,
} as const;

let folder: string;
let portal: Fixture;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "flyloft-arrivals-"));
  const dirs = Object.entries(PLUGINS).map(([id, init]) =>
    write(id, `${API} exports.default = ${plugin(id, init, DEPS)};`),
  );
  dirs.push(write("impostor", helloPlugin("victim", "impostor")));
  dirs.push(write("victim", helloPlugin("victim")));
  dirs.push(write("typo", "this is no JavaScript"));
  portal = await startFixture({
    folder,
    plugins: dirs.map((dir) => ({ package: dir })),
    backend: { startup: { deadline: "10s" } },
  });
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a plugin that asks another one while both start", () => {
  it("has its answer when that one is there", async () => {
    expect(await answerOf("asker")).toEqual({
      status: 200,
      body: '{"asked":true}',
    });
  });

  it("hears at once of one that failed, and of one that nobody knows", async () => {
    const answer = (await answerOf("curious")) as Record<
      string,
      { status: number; body: string }
    >;
    expect(answer["broken"]?.status).toBe(503);
    expect(JSON.parse(answer["broken"]?.body ?? "")).toMatchObject({
      error: { name: "ServiceUnavailableError" },
      response: { statusCode: 503 },
    });
    expect(answer["nobody"]?.status).toBe(404);
  });

  it("fails with whom it waited for, where both wait for each other", async () => {
    for (const [id, other] of [
      ["hen", "egg"],
      ["egg", "hen"],
    ] as const) {
      await expect
        .poll(() => reasonOf(id), { timeout: 25_000 })
        .toMatchObject({
          code: "COMPOSE_WAITED_FOR_PLUGIN",
          message: expect.stringContaining(`'${other}'`) as string,
        });
    }
  });
});

describe("a browser", () => {
  it("is told to come back for a plugin that failed", async () => {
    for (const id of ["broken", "typo"]) {
      const response = await portal.get(`/api/${id}/hello`);
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("30");
    }
  });

  it("is told that there is no such plugin", async () => {
    expect((await portal.get("/api/nobody/hello")).status).toBe(404);
  });
});

describe("what belongs to one plugin", () => {
  it("can't be answered by another that comes first", async () => {
    const response = await portal.get("/api/victim/hello");
    expect(await response.json()).toEqual({ hello: "victim" });
    expect(await reasonOf("thief")).toMatchObject({
      code: "SERVE_ROUTE_RESERVED",
      message: expect.stringMatching(/@acme\/thief.*@acme\/victim/) as string,
    });
    expect(await reasonOf("impostor")).toMatchObject({
      code: "COMPOSE_DUPLICATE_PLUGIN",
    });
  });

  it("keeps the second of two at the same path out, by both names", async () => {
    expect(await reasonOf("late")).toMatchObject({
      code: "SERVE_ROUTE_TAKEN",
      message: expect.stringMatching(/@acme\/late.*@acme\/early/) as string,
    });
    expect(await (await portal.get("/shared/deeper")).text()).toBe("early");
  });

  it("is the portal's below its own paths", async () => {
    expect(await reasonOf("squatter")).toMatchObject({
      code: "SERVE_ROUTE_RESERVED",
    });
  });
});

function write(id: string, code: string): string {
  return writePlugin(folder, `@acme/${id}`, {
    files: { "index.js": code },
    packageJson: { backstage: { role: "backend-plugin", pluginId: id } },
  });
}

async function answerOf(id: string): Promise<unknown> {
  const response = await portal.get(`/api/${id}/answer`);
  return response.json();
}

async function reasonOf(id: string) {
  const { status } = await portal.plugin(`@acme/${id}`);
  return status.state === "failed" ? status.reason : status;
}
