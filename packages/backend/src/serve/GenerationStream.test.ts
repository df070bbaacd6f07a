import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GenerationStream } from "./GenerationStream.ts";

let stream: GenerationStream;
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  stream = new GenerationStream(4);
  const server = createServer((_request, response) => stream.open(response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
});

afterEach(async () => {
  vi.useRealTimers();
  await close();
});

it("tells who connects of the running generation, and when to come back", async () => {
  const { reader, response } = await connect();
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(await reader.next()).toMatch(
    /^retry: \d+\nevent: generation\ndata: \{"generation":4,"spread":\d+\}\n\n$/,
  );
  expect(stream.size).toBe(1);
  reader.cancel();
  await vi.waitFor(() => expect(stream.size).toBe(0));
});

it("tells all who listen of the successor and lets them go, also who comes late", async () => {
  const open = await Promise.all([connect(), connect()]);
  for (const { reader } of open) await reader.next();
  expect(stream.successor).toBeUndefined();
  stream.end(5);
  expect(stream.successor).toBe(5);
  for (const { reader } of [...open, await connect()]) {
    expect(await reader.rest()).toContain('"generation":5');
  }
});

it("ends the streams of a portal that stops, without naming a successor", async () => {
  const { reader } = await connect();
  await reader.next();
  stream.end();
  expect(await reader.rest()).toBe("");
});

it("keeps quiet connections open with a comment every 20 seconds", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { reader } = await connect();
  await reader.next();
  vi.advanceTimersByTime(20_000);
  expect(await reader.next()).toBe(":\n\n");
  reader.cancel();
});

async function connect() {
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal });
  const chunks = response.body!.pipeThrough(new TextDecoderStream());
  const source = chunks.getReader();
  return {
    response,
    reader: {
      next: async () => (await source.read()).value,
      rest: async () => {
        let text = "";
        for (;;) {
          const { done, value } = await source.read();
          if (done) return text;
          text += value;
        }
      },
      cancel: () => abort.abort(),
    },
  };
}
