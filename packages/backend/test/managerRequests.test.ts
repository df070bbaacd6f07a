import { existsSync, readdirSync } from "node:fs";
import { request as sendRequest } from "node:http";
import path from "node:path";
import type { Access, Job, LogLine, PluginMetrics } from "@flyloft/management";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { plugin, writePlugin } from "./fixturePlugins.ts";
import { API, call, send } from "./managerFixture.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const SECRET = "aSecretThatNobodySees";
const TALKING = `/plugins/${encodeURIComponent("@acme/talking")}`;
const ISOLATED = `/plugins/${encodeURIComponent("@acme/isolated")}`;
const temp = makeTempFolder("manager-requests");
let portal: Fixture;

beforeAll(async () => {
  const packages = path.join(temp.path, "packages");
  const write = (id: string) =>
    writePlugin(packages, `@acme/${id}`, {
      packageJson: { backstage: { role: "backend-plugin", pluginId: id } },
      files: { "index.js": talkingPlugin(id) },
    });
  portal = await startFixture({
    folder: path.join(temp.path, "portal"),
    plugins: [
      { package: write("talking") },
      { package: write("isolated"), isolation: "process" },
    ],
    backend: {
      auth: {
        externalAccess: [
          { type: "static", options: { token: SECRET, subject: "ci" } },
        ],
      },
      cors: { origin: "https://pages.acme.example" },
    },
    dynamicPlugins: {
      management: {
        administrators: ["user:development/guest"],
        uploadLimit: "1MB",
      },
    },
  });
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  temp.remove();
});

/** Logs a line with the portal's secret for each request to `/ok`, and fails at `/broken`. */
function talkingPlugin(id: string): string {
  const init = `
    const router = Router();
    router.get("/ok", (_req, res) => {
      services.logger.warn("${id} says ${SECRET}");
      res.json({});
    });
    router.get("/broken", () => { throw new Error("${id} broke"); });
    http.use(router);
    http.addAuthPolicy({ path: "/", allow: "unauthenticated" });`;
  return `
    const api = require("@backstage/backend-plugin-api");
    const { Router } = require("express");
    exports.default = ${plugin(id, init, "logger: api.coreServices.logger")};`;
}

describe("a change that a page of another site makes", () => {
  const change = (headers: Record<string, string>) =>
    call(portal, { method: "POST", path: `${TALKING}/enable`, headers });

  it.each([
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  ])("is refused: %j", async (headers) => {
    expect(await change(headers as Record<string, string>)).toMatchObject({
      status: 403,
      code: "MANAGE_CROSS_SITE",
    });
  });

  it("passes from the portal's own pages, those of backend.cors, and from no page", async () => {
    const { origin } = new URL(portal.url);
    for (const headers of [
      { origin, "sec-fetch-site": "same-origin" },
      { origin: "https://pages.acme.example", "sec-fetch-site": "cross-site" },
      {},
    ] as Record<string, string>[]) {
      expect(await change(headers)).not.toMatchObject({ status: 403 });
    }
  });

  it("can't be a form", async () => {
    for (const type of [
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain",
    ]) {
      const headers = { "content-type": type };
      expect(await change(headers)).toMatchObject({
        status: 415,
        code: "MANAGE_MEDIA_TYPE",
      });
    }
  });
});

describe("a script with a token of backend.auth.externalAccess", () => {
  it("may do everything, as the service that it is", async () => {
    const headers = { authorization: `Bearer ${SECRET}` };
    const { body } = await call<Access>(portal, { path: "/access", headers });
    expect(body.user).toBe("service:ci");
    expect(body.allowed).toHaveLength(10);
  });
});

describe("a request that is not of the form", () => {
  it("is answered with what is wrong", async () => {
    const wrong = async (method: string, target: string, body?: unknown) => {
      const answer = await call(portal, { method, path: target, body });
      expect(answer).toMatchObject({
        status: 400,
        code: "MANAGE_REQUEST_INVALID",
      });
      return answer.body.error.message;
    };
    expect(await wrong("GET", `${TALKING}/logs?limit=0`)).toContain("limit");
    expect(await wrong("POST", "/plugins", { reference: 5 })).toContain(
      "/reference of the body",
    );
    expect(await wrong("POST", "/plan", { action: "explode" })).toContain(
      "of the body",
    );
    expect(
      await wrong("POST", "/plugins", { reference: "a".repeat(1_100_000) }),
    ).toContain("1 MB");
    const headers = {
      ...(await portal.guest()),
      "content-type": "application/json",
    };
    expect(
      await send(`${portal.url}${API}/plan`, {
        method: "POST",
        headers,
        body: "{",
      }),
    ).toMatchObject({ status: 400, code: "MANAGE_REQUEST_INVALID" });
  });

  it("is 404 where there is no operation or no plugin", async () => {
    expect(await call(portal, { path: "/nothing" })).toMatchObject({
      status: 404,
    });
    expect(await call(portal, { path: "/plugins/nobody" })).toMatchObject({
      status: 404,
      code: "MANAGE_PLUGIN_UNKNOWN",
    });
  });
});

describe("an upload", () => {
  const left = () => {
    const folder = path.join(portal.folder, ".flyloft/uploads");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  };
  const headersOf = async (more: Record<string, string> = {}) => ({
    ...(await portal.guest()),
    "content-type": "application/zip",
    ...more,
  });
  const url = () => `${portal.url}${API}/uploads`;

  it("is refused before it is read where it says that it is too large", async () => {
    const headers = await headersOf({ "content-length": "1000001" });
    const { status, code } = await statusBeforeBody(url(), headers);
    expect({ status, code }).toEqual({
      status: 413,
      code: "MANAGE_UPLOAD_TOO_LARGE",
    });
    expect(left()).toEqual([]);
  });

  it("is refused once it is too large where it doesn't say, and nothing of it is left", async () => {
    const headers = await headersOf({ "transfer-encoding": "chunked" });
    const body = "x".repeat(1_500_000);
    expect(await send(url(), { method: "POST", headers, body })).toMatchObject({
      status: 413,
      code: "MANAGE_UPLOAD_TOO_LARGE",
    });
    expect(left()).toEqual([]);
  });

  it("that breaks off leaves nothing", async () => {
    const headers = await headersOf({ "content-length": "900000" });
    const request = sendRequest(url(), { method: "POST", headers });
    request.on("error", () => undefined);
    request.write("x".repeat(100_000));
    await expect.poll(left).toHaveLength(1);
    request.destroy();
    await expect.poll(left).toEqual([]);
  });

  it("that is no archive leaves nothing", async () => {
    const headers = await headersOf();
    const body = "no archive at all";
    const { status } = await send(url(), { method: "POST", headers, body });
    expect(status).toBe(400);
    expect(left()).toEqual([]);
  });

  it("is an archive, or nothing", async () => {
    const headers = await headersOf({ "content-type": "application/json" });
    expect(
      await send(url(), { method: "POST", headers, body: "{}" }),
    ).toMatchObject({ status: 415, code: "MANAGE_MEDIA_TYPE" });
  });
});

describe("what a plugin does", () => {
  it.each([
    ["talking", TALKING],
    ["isolated", ISOLATED],
  ])("is in its log and its numbers: %s", async (id, target) => {
    for (const page of ["ok", "broken", "ok"]) {
      await portal.get(`/api/${id}/${page}`);
    }
    const lines = async () => {
      const { body } = await call<{ items: LogLine[] }>(portal, {
        path: `${target}/logs?limit=500`,
      });
      return body.items.map(({ level, message }) => `${level} ${message}`);
    };
    await expect.poll(lines).toContain(`warn ${id} says ***`);
    const other = target === TALKING ? ISOLATED : TALKING;
    const elsewhere = await call(portal, { path: `${other}/logs` });
    expect(JSON.stringify(elsewhere.body)).not.toContain(`${id} says`);
    const { body } = await call<PluginMetrics>(portal, {
      path: `${target}/metrics`,
    });
    expect(body).toMatchObject({ requests: 3, errors: 1 });
    expect(body.averageMs).toBeGreaterThan(0);
    expect(body.p95Ms).toBeGreaterThan(0);
    if (id === "isolated") {
      expect(body.restarts).toBe(0);
    } else {
      expect(body.loadMs).toBeGreaterThan(0);
      expect(body.startMs).toBeGreaterThan(0);
    }
  });
});

describe("a job", () => {
  it("is followed to its end, over a change of the process that answers", async () => {
    const { status, body } = await call<Job>(portal, {
      method: "POST",
      path: `${TALKING}/disable`,
    });
    expect(status).toBe(202);
    const seen: Job[] = [];
    while (!["succeeded", "failed"].includes(seen.at(-1)?.state ?? "")) {
      seen.push(...(await follow(body.id)));
    }
    expect(seen.at(-1)).toMatchObject({
      id: body.id,
      kind: "disable",
      state: "succeeded",
      actor: "user:development/guest",
    });
    const answer = await call(portal, { path: TALKING });
    expect(answer.body).toMatchObject({ status: { state: "disabled" } });
  }, 60_000);

  it("that nobody knows is not followed", async () => {
    const id = "11111111-1111-4111-8111-111111111111";
    expect(await call(portal, { path: `/jobs/${id}/events` })).toMatchObject({
      status: 404,
    });
  });
});

/** What one stream tells until it ends. */
async function follow(id: string): Promise<readonly Job[]> {
  const response = await fetch(`${portal.url}${API}/jobs/${id}/events`, {
    headers: { ...(await portal.guest()), "accept-encoding": "gzip" },
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const text = await response.text();
  return [...text.matchAll(/^event: job\ndata: (.*)$/gm)].map(
    ([, data = ""]) => JSON.parse(data) as Job,
  );
}

/** The answer to a request whose body never comes. */
function statusBeforeBody(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; code: string }> {
  return new Promise((resolve, reject) => {
    const request = sendRequest(url, { method: "POST", headers });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        const { error } = JSON.parse(text) as { error: { code: string } };
        resolve({ status: response.statusCode, code: error.code });
        request.destroy();
      });
    });
    request.flushHeaders();
  });
}
