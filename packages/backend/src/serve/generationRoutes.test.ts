import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { PortalData } from "@flyloft/plugin-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  makeTempFolder,
  type TempFolder,
} from "../../../../scripts/services/makeTempFolder.ts";
import { Answers } from "./Answers.ts";
import { DevelopmentStreams } from "./development/DevelopmentStreams.ts";
import { generationRoutes, successorRoute } from "./generationRoutes.ts";
import { GenerationStream } from "./GenerationStream.ts";
import { PortalPage } from "./PortalPage.ts";

let app: TempFolder;
let server: Server;
let stream: GenerationStream;
let url: string;

beforeEach(async () => {
  app = makeTempFolder("app");
  writeFileSync(path.join(app.path, "index.html"), "<!--flyloft-->");
  stream = new GenerationStream(3);
  const page = new PortalPage({
    appDir: app.path,
    generation: 3,
    remotes: [],
    frontendConfig: Promise.resolve({ app: { title: "Acme" } }),
  });
  const development = new DevelopmentStreams(() => undefined);
  const options = { answers: new Answers(), page, stream, development };
  const routes = [...generationRoutes(options), successorRoute(options)];
  server = createServer((request, response) => {
    const answer = async () => {
      for (const route of routes) {
        if (await route(request.url ?? "", { request, response })) return;
      }
      response.writeHead(404).end();
    };
    void answer();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  app.remove();
});

const get = (target: string, headers: Record<string, string> = {}) =>
  fetch(url + target, { redirect: "manual", headers });

it("answers what the page carries, to be asked for again each time but sent once", async () => {
  const response = await get("/.flyloft/portal.json");
  expect(response.headers.get("cache-control")).toBe("no-cache");
  const data = (await response.json()) as PortalData;
  expect(data.config).toEqual({ app: { title: "Acme" } });
  expect(data.portal).toMatchObject({ generation: 3, remotes: [] });
  const tag = response.headers.get("etag") ?? "";
  const again = await get("/.flyloft/portal.json", { "if-none-match": tag });
  expect(again.status).toBe(304);
});

it("names another shell where the app's page is another", async () => {
  const shellOf = async () => {
    const page = new PortalPage({
      appDir: app.path,
      generation: 3,
      remotes: [],
      frontendConfig: Promise.resolve({}),
    });
    const { body } = await page.json();
    return (JSON.parse(body.toString()) as PortalData).portal.shell;
  };
  const before = await shellOf();
  expect(await shellOf()).toBe(before);
  writeFileSync(path.join(app.path, "index.html"), "<!--flyloft--> ");
  expect(await shellOf()).not.toBe(before);
});

it("sends on to the successor what only that can answer, over another connection", async () => {
  const entry = "/.flyloft/remotes/sha256-new/remoteEntry.js?x=1";
  expect((await get(entry)).status).toBe(404);
  stream.end(4);
  for (const target of [entry, "/.flyloft/portal.json"]) {
    const response = await get(target);
    expect(response.status, target).toBe(307);
    expect(response.headers.get("location")).toBe(target);
    expect(response.headers.get("connection")).toBe("close");
    expect(response.headers.get("cache-control")).toBe("no-store");
  }
  expect((await get("/static/nope.js")).status).toBe(404);
});
