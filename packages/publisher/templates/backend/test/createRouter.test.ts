import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpAuthService } from "@backstage/backend-plugin-api";
import express from "express";
import { afterEach, expect, it } from "vitest";
import { createRouter } from "../src/createRouter.ts";

let stop: (() => void) | undefined;
afterEach(() => stop?.());

it("greets whoever asks", async () => {
  const response = await ask("/greeting");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ text: "Hello, user:default/ada" });
});

it("answers 404 for what it doesn't have", async () => {
  expect((await ask("/nothing")).status).toBe(404);
});

async function ask(path: string): Promise<Response> {
  const credentials = async () => ({
    $$type: "@backstage/BackstageCredentials",
    principal: { type: "user", userEntityRef: "user:default/ada" },
  });
  const httpAuth = { credentials } as unknown as HttpAuthService;
  const app = express().use(createRouter({ greeting: "Hello", httpAuth }));
  const server = createServer(app).listen(0, "127.0.0.1");
  stop = () => server.close();
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${path}`);
}
