import { mkdirSync, writeFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { CONTROL_URL, controlFetch } from "../src/supervisor/controlFetch.ts";

const temp = makeTempFolder("control");
const socket = path.join(temp.path, "control.sock");
const fetchThere = controlFetch({ cwd: temp.path, configFiles: [] });
let server: Server;

/** Lets an answer that was begun go on. */
let goOn: (() => void) | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url?.endsWith("/stream")) {
      response.write("first");
      goOn = () => response.end("second");
    } else if (request.url?.endsWith("/early")) {
      response.writeHead(413, { connection: "close" }).end("too much");
    } else if (request.url?.endsWith("/empty")) {
      response.writeHead(204).end();
    } else {
      void text(request).then((body) => {
        const { method, url, headers } = request;
        const type = headers["content-type"];
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ method, url, type, body }));
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  mkdirSync(path.join(temp.path, ".flyloft/run"), { recursive: true });
  writeFileSync(
    path.join(temp.path, ".flyloft/run/control.json"),
    JSON.stringify({ pid: process.pid, socket }),
  );
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  temp.remove();
});

describe("fetch over the control socket", () => {
  it("brings method, address, headers and body there, and the answer back", async () => {
    const response = await fetchThere(`${CONTROL_URL}/plugins?a=b%2Fc`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"ü":1}',
    });
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({
      method: "POST",
      url: "/api/plugin-manager/v1/plugins?a=b%2Fc",
      type: "application/json",
      body: '{"ü":1}',
    });
  });

  it("gives what is there of an answer that goes on", async () => {
    const response = await fetchThere(`${CONTROL_URL}/stream`);
    const reader = response.body?.getReader();
    const read = async () => Buffer.from((await reader?.read())?.value ?? "");
    expect((await read()).toString()).toBe("first");
    goOn?.();
    expect((await read()).toString()).toBe("second");
  });

  it("has answers without a body, and such as come before the request's end", async () => {
    expect((await fetchThere(`${CONTROL_URL}/empty`)).status).toBe(204);
    const body = new Blob([new Uint8Array(5_000_000)]);
    const refused = await fetchThere(`${CONTROL_URL}/early`, {
      method: "POST",
      body,
    });
    expect(refused.status).toBe(413);
    expect(await refused.text()).toBe("too much");
  });

  it("ends where the caller ends it", async () => {
    const ending = new AbortController();
    const { signal } = ending;
    const response = await fetchThere(`${CONTROL_URL}/stream`, { signal });
    ending.abort();
    await expect(response.text()).rejects.toThrow();
  });

  it("says so where no portal runs", async () => {
    const elsewhere = controlFetch({ cwd: "/", configFiles: ["/no/app.yaml"] });
    await expect(elsewhere(`${CONTROL_URL}/plugins`)).rejects.toMatchObject({
      code: "SUPERVISE_NOT_RUNNING",
    });
  });
});
