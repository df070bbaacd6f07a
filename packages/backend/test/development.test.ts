import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { request as sendRequest } from "node:http";
import path from "node:path";
import type { DevelopmentSession } from "@flyloft/management";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { writePlugin } from "./fixturePlugins.ts";
import { API, call, send, setPolicy, writePolicy } from "./managerFixture.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const temp = makeTempFolder("development");
const RADAR = "@acme/radar";
const ENTRY = "globalThis.radar = 1;";
let portal: Fixture;
let radar: Buffer;

const options = (development: string) => ({
  folder: path.join(temp.path, "portal"),
  plugins: writePolicy(path.join(temp.path, "policy")).map((dir) => ({
    package: dir,
  })),
  config: { permission: { enabled: true } },
  dynamicPlugins: {
    generations: { watch: false },
    management: { development },
    marketplace: { catalogs: [], updates: false },
  },
});

beforeAll(async () => {
  radar = packRemote();
  portal = await startFixture(options("administrators"));
  await allow();
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  temp.remove();
});

/** The archive of a frontend. */
function packRemote(): Buffer {
  const remoteEntry = { name: "remoteEntry.js", path: "", type: "global" };
  const manifest = {
    id: "radar",
    name: "radar",
    metaData: { name: "radar", globalName: "radar", remoteEntry },
    shared: [],
    exposes: [
      {
        id: "radar:.",
        name: ".",
        path: ".",
        assets: { js: { sync: [], async: [] }, css: { sync: [], async: [] } },
      },
    ],
  };
  const dir = writePlugin(path.join(temp.path, "radar"), RADAR, {
    role: "frontend-plugin",
    packageJson: { main: "dist/remoteEntry.js" },
    files: {
      "dist/remoteEntry.js": ENTRY,
      "dist/mf-manifest.json": JSON.stringify(manifest),
    },
  });
  const name = path.basename(dir);
  const file = path.join(temp.path, "radar.tgz");
  const rename = `s,^${name},package,`;
  const from = ["-C", path.dirname(dir), "--transform", rename, name];
  execFileSync("tar", ["-czf", file, ...from]);
  return readFileSync(file);
}

async function begin(...packages: string[]): Promise<DevelopmentSession> {
  const { status, body } = await call<DevelopmentSession>(portal, {
    method: "POST",
    path: "/development",
    body: { packages },
  });
  expect(status).toBe(201);
  return body;
}

/** Over a connection of its own, as everything here: one that is kept may lead to the generation before. */
async function add({ id }: DevelopmentSession): Promise<number | undefined> {
  const headers = {
    ...(await portal.guest()),
    "content-type": "application/gzip",
  };
  const { promise, resolve, reject } = Promise.withResolvers<
    number | undefined
  >();
  const url = `${portal.url}${API}/development/${id}/builds`;
  sendRequest(url, { method: "POST", headers, agent: false }, (response) => {
    response.resume();
    resolve(response.statusCode);
  })
    .on("error", reject)
    .end(radar);
  return promise;
}

async function allow(): Promise<void> {
  const url = `${portal.url}/api/policy-switch/allow`;
  const { status } = await send(url, { method: "POST", headers: {} });
  expect(status).toBe(200);
}

/** The cookie of a browser in which the session's link was opened. */
async function open({ id, link }: DevelopmentSession): Promise<string> {
  const response = await fetch(
    `${portal.url}${API}/development/${id}/browsers`,
    {
      method: "POST",
      headers: {
        ...(await portal.guest()),
        "content-type": "application/json",
      },
      body: JSON.stringify({ ticket: link?.split("#")[1] }),
    },
  );
  expect(response.status).toBe(200);
  expect(await response.text()).not.toContain("browserKey");
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

async function keepGoing(session: DevelopmentSession): Promise<number> {
  const { status } = await call(portal, {
    method: "PUT",
    path: `/development/${session.id}`,
    body: { problems: [] },
  });
  return status;
}

/** As it is written, which `fetch` wouldn't send. */
async function get(target: string, cookie = "") {
  const { hostname, port } = new URL(portal.url);
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    cache: string | undefined;
    type: string | undefined;
  }>();
  const headers = { cookie };
  const sent = { hostname, port, path: target, headers, agent: false };
  sendRequest(sent, (response) => {
    response.resume();
    const { statusCode: status } = response;
    const { "cache-control": cache, "content-type": type } = response.headers;
    resolve({ status, cache, type });
  })
    .on("error", reject)
    .end();
  return promise;
}

/** What a browser hears first of development versions. */
async function told(cookie: string): Promise<unknown> {
  const headers = { cookie };
  const { body } = await fetch(`${portal.url}/.flyloft/events`, { headers });
  let text = "";
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    const [, data] = /event: development\ndata: (.*)\n/.exec(text) ?? [];
    if (data !== undefined) return JSON.parse(data) as unknown;
  }
  return undefined;
}

const fileOf = ({ id }: DevelopmentSession, name = "remoteEntry.js") =>
  `/.flyloft/development/${id}/1/${name}`;

it("gives files to the session's browsers only, and lets nobody in between keep them or their absence", async () => {
  const session = await begin(RADAR);
  expect(await add(session)).toBe(201);
  const cookie = await open(session);
  const cache = "private, no-store";
  expect(await get(fileOf(session), cookie)).toEqual({
    status: 200,
    cache,
    type: "text/javascript; charset=utf-8",
  });
  expect(await told(cookie)).toMatchObject({
    id: session.id,
    openedBy: "user:development/guest",
    remotes: [{ packageName: RADAR }],
  });
  expect(await told(`${cookie}x`)).toBeNull();
  const other = await begin(RADAR);
  const otherCookie = await open(other);
  for (const shown of ["", otherCookie, `${cookie}x`]) {
    const answer = await get(fileOf(session), shown);
    expect(answer).toMatchObject({ status: 404, cache });
  }
  for (const name of [
    "../package.json",
    "..%2fpackage.json",
    "%2e%2e/package.json",
    "a/..%5c..%5cpackage.json",
    "../../../sessions.json",
    "remoteEntry.js%00",
    "",
  ]) {
    const { status } = await get(fileOf(session, name), cookie);
    expect(`${name} ${status}`).toBe(`${name} 404`);
  }
  for (const { id } of [session, other]) {
    await call(portal, { method: "DELETE", path: `/development/${id}` });
  }
  expect((await get(fileOf(session), cookie)).status).toBe(404);
});

it("takes names of packages only: they are shown to whom the link is sent", async () => {
  for (const name of ["@acme/radar, approved by security", "", "a/b/c", "\n"]) {
    const { code } = await call(portal, {
      method: "POST",
      path: "/development",
      body: { packages: [name] },
    });
    expect(code).toBe("MANAGE_REQUEST_INVALID");
  }
});

it("is decided by the session's packages, with every operation", async () => {
  const own = await begin(RADAR);
  const foreign = await begin("other-plugin");
  await setPolicy(portal, "conditional");
  const codeOf = async (method: string, target: string, body?: object) => {
    const answer = await call(portal, { method, path: target, body });
    return answer.code ?? answer.status;
  };
  const status = (method: string, { id }: DevelopmentSession) => {
    const body = method === "PUT" ? { problems: [] } : undefined;
    return codeOf(method, `/development/${id}`, body);
  };
  for (const method of ["GET", "PUT", "DELETE"]) {
    expect(await status(method, foreign)).toBe("MANAGE_FORBIDDEN");
  }
  expect(await add(foreign)).toBe(403);
  expect(await codeOf("POST", "/development", { packages: ["other"] })).toBe(
    "MANAGE_FORBIDDEN",
  );
  for (const method of ["GET", "PUT", "DELETE"]) {
    expect(await status(method, own)).toBe(200);
  }
  expect(await status("GET", own)).toBe("MANAGE_DEVELOPMENT_UNKNOWN");
  await allow();
  expect(await status("DELETE", foreign)).toBe(200);
});

it("serves nothing more once the configuration says off", async () => {
  const session = await begin(RADAR);
  expect(await add(session)).toBe(201);
  const cookie = await open(session);
  portal.configure(options("off"));
  await portal.reload();
  expect((await get(fileOf(session), cookie)).status).toBe(404);
  await allow();
  expect(await add(session)).toBe(409);
  portal.configure(options("administrators"));
  await portal.reload();
  await allow();
  await call(portal, { method: "DELETE", path: `/development/${session.id}` });
});

it("leaves nothing to a browser whose portal was killed and started again", async () => {
  const session = await begin(RADAR);
  expect(await add(session)).toBe(201);
  expect(await keepGoing(session)).toBe(200);
  const cookie = await open(session);
  expect((await get(fileOf(session), cookie)).status).toBe(200);
  process.kill(portal.pid, "SIGKILL");
  await portal.exited;
  portal = await startFixture(options("administrators"));
  expect((await get(fileOf(session), cookie)).status).toBe(404);
  const folder = path.join(portal.folder, ".flyloft/run/development");
  expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
}, 120_000);
