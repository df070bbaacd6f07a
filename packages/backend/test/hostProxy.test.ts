import { createHash, randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SECRET_HEADER } from "../src/isolate/hostRequests.ts";
import { type ProxyFixture, startProxy } from "./proxyFixture.ts";

const PROBE = `
  const crypto = require("crypto");
  let closed = 0;
  router.get("/facts", (req, res) => res.json({
    ip: req.ip, protocol: req.protocol, hostname: req.hostname, url: req.originalUrl,
    headers: req.headers, raw: req.rawHeaders,
  }));
  router.all("/hash", (req, res) => {
    const hash = crypto.createHash("sha256");
    req.on("data", chunk => hash.update(chunk));
    req.on("end", () => res.json({ hash: hash.digest("hex"), method: req.method }));
  });
  router.post("/echo", (req, res) => { res.type("bin"); req.pipe(res); });
  router.get("/big", (req, res) => {
    const block = Buffer.alloc(1 << 20, 7);
    let left = 32;
    const next = () => { while (left > 0) { left -= 1; if (!res.write(block)) return; } res.end(); };
    res.on("drain", next);
    next();
  });
  router.get("/drip", (req, res) => {
    res.type("text/event-stream");
    res.flushHeaders();
    const timer = setInterval(() => res.write("data: x\\n\\n"), 20);
    res.on("close", () => { closed += 1; clearInterval(timer); });
  });
  router.get("/closed", (_req, res) => res.json({ closed }));
  router.get("/cookies", (_req, res) => {
    res.setHeader("Set-Cookie", ["a=1", "b=2"]);
    res.setHeader("X-CaSe", "kept");
    res.setHeader("Content-Security-Policy", "its own");
    res.end("x");
  });
  router.get("/none", (_req, res) => res.status(204).end());
  router.get("/unchanged", (_req, res) => res.set("ETag", '"1"').status(304).end());
  router.get("/trailers", (_req, res) => {
    res.setHeader("Trailer", "X-Sum");
    res.write("x");
    res.addTrailers({ "X-Sum": "42" });
    res.end();
  });
  router.get("/wait", () => undefined);
  router.get("/half", (_req, res) => {
    res.setHeader("Content-Length", "100");
    res.write("half", () => process.exit(5));
  });
  router.post("/throws", () => { setTimeout(() => { throw new Error("stray"); }); });
  router.get("/sockets", (req, res) => {
    req.socket.server.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: echo\\r\\n\\r\\n");
      socket.pipe(socket);
    });
    res.json({});
  });
`;
const NAME = "@acme/probe-backend";

describe("a request to an isolated plugin", () => {
  let proxy: ProxyFixture;

  beforeAll(async () => {
    proxy = await startProxy([{ id: "probe", init: PROBE }]);
    await proxy.table.settled;
  });
  afterAll(() => proxy.stop());

  const send = (path: string, options: http.RequestOptions = {}) =>
    proxy.send({ path: `/api/probe${path}`, ...options });

  it("shows the plugin who asks, and nothing that a client made up or that is between the processes", async () => {
    const answer = await send("/facts?a=%20b", {
      headers: {
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        [SECRET_HEADER]: "guessed",
        Connection: "close, X-Hop",
        "X-Hop": "1",
        "X-Mine": ["one", "two"],
        Host: "portal.example",
      },
    });
    const facts = answer.json<{
      headers: Record<string, string>;
      raw: string[];
    }>();
    expect(facts).toMatchObject({
      ip: "127.0.0.1",
      protocol: "http",
      hostname: "portal.example",
      url: "/api/probe/facts?a=%20b",
      headers: { "x-mine": "one, two", "x-forwarded-for": "127.0.0.1" },
    });
    expect(facts.headers).not.toHaveProperty("x-hop");
    expect(facts.headers).not.toHaveProperty(SECRET_HEADER);
    expect(facts.raw).not.toContain("guessed");
    expect(facts.raw).not.toContain(SECRET_HEADER);
  });

  it("finds its path in any case, and no other path", async () => {
    expect((await proxy.send({ path: "/API/Probe/facts" })).status).toBe(200);
    expect((await proxy.send({ path: "/api/probes/facts" })).status).toBe(404);
    expect((await send("/nothing-there")).status).toBe(404);
  });

  it("carries big bodies both ways unchanged", async () => {
    const body = randomBytes(24 << 20);
    const { hash } = (
      await send("/hash", { method: "POST", body } as object)
    ).json<{ hash: string }>();
    expect(hash).toBe(createHash("sha256").update(body).digest("hex"));
    const echoed = await send("/echo", {
      method: "POST",
      headers: { "Transfer-Encoding": "chunked" },
      body: body.subarray(0, 1 << 20),
    } as object);
    expect(echoed.body.equals(body.subarray(0, 1 << 20))).toBe(true);
    const big = await send("/big");
    expect(big.body.length).toBe(32 << 20);
    expect(big.body.every((byte) => byte === 7)).toBe(true);
  });

  it("waits for the client to say yes to `100 Continue`", async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const request = http.request({
        port: proxy.port,
        path: "/api/probe/hash",
        method: "PUT",
        headers: { Expect: "100-continue", "Content-Length": 2 },
      });
      request.on("continue", () => request.end("ok"));
      request.on("response", (response) => {
        response.on("data", (chunk) => resolve(String(chunk)));
      });
      request.on("error", reject);
      request.flushHeaders();
    });
    expect(JSON.parse(answer)).toEqual({
      method: "PUT",
      hash: createHash("sha256").update("ok").digest("hex"),
    });
  });

  it("keeps repeated headers, their case, and trailers; adds what every answer has", async () => {
    const cookies = await send("/cookies");
    expect(cookies.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(cookies.rawHeaders).toContain("X-CaSe");
    expect(cookies.headers["content-security-policy"]).toBe("its own");
    const trailers = await send("/trailers");
    expect(trailers.trailers).toEqual({ "x-sum": "42" });
    expect(trailers.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("keeps answers without a body as they are", async () => {
    expect(await send("/none")).toMatchObject({ status: 204 });
    const unchanged = await send("/unchanged");
    expect(unchanged).toMatchObject({ status: 304 });
    expect(unchanged.headers.etag).toBe('"1"');
    const head = await send("/cookies", { method: "HEAD" });
    expect(head.body.length).toBe(0);
    expect(head.headers["x-case"]).toBe("kept");
  });

  it("ends at the plugin when the client is gone, and streams until then", async () => {
    await new Promise<void>((resolve, reject) => {
      const request = http.get(
        { port: proxy.port, path: "/api/probe/drip" },
        (response) => {
          response.once("data", () => {
            request.destroy();
            resolve();
          });
        },
      );
      request.on("error", reject);
    });
    await expect
      .poll(async () => (await send("/closed")).json())
      .toEqual({ closed: 1 });
  });

  it("may change to another protocol", async () => {
    await send("/sockets");
    const socket = net.connect(proxy.port, "127.0.0.1");
    socket.write(
      "GET /api/probe/socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly ",
    );
    let said = "";
    socket.on("data", (chunk) => (said += String(chunk)));
    await expect.poll(() => said).toContain("early ");
    socket.write("late");
    await expect.poll(() => said).toMatch(/^HTTP\/1\.1 101 [^]*early late$/);
    const isClosed = new Promise((resolve) => socket.on("close", resolve));
    socket.end();
    await isClosed;
  });

  it("is refused by the plugin's process where it doesn't come from the backend", async () => {
    expect(statSync(proxy.sockets[0] ?? "").mode & 0o777).toBe(0o600);
    for (const headers of [{}, { [SECRET_HEADER]: "0".repeat(64) }]) {
      const answer = await proxy.send({
        path: "/api/probe/facts",
        headers,
        socketPath: proxy.sockets[0],
      });
      expect(answer.status).toBe(403);
    }
  });
});

describe("behind a proxy that the portal trusts", () => {
  it("the plugin sees what that proxy says", async () => {
    const proxy = await startProxy([{ id: "probe", init: PROBE }], {
      backend: { trustProxy: 1 },
    });
    const answer = await proxy.send({
      path: "/api/probe/facts",
      headers: {
        "X-Forwarded-For": "9.9.9.9, 1.2.3.4",
        "X-Forwarded-Proto": "https",
      },
    });
    expect(answer.json()).toMatchObject({ ip: "1.2.3.4", protocol: "https" });
    await proxy.stop();
  });
});

describe("a plugin's process that ends", () => {
  let proxy: ProxyFixture;

  beforeAll(async () => {
    proxy = await startProxy([{ id: "probe", init: PROBE }]);
    await proxy.table.settled;
  });
  afterAll(() => proxy.stop());

  it("cuts the answer it was at, has clients come again, and comes back", async () => {
    await expect(proxy.send({ path: "/api/probe/half" })).rejects.toThrow();
    await proxy.until(NAME, "restarting");
    const down = await proxy.send({ path: "/api/probe/facts" });
    expect(down).toMatchObject({ status: 503 });
    expect(Number(down.headers["retry-after"])).toBeGreaterThan(0);
    expect(down.json()).toMatchObject({
      error: { name: "ServiceUnavailableError", code: "SERVE_HOST_DOWN" },
      response: { statusCode: 503 },
    });
    await proxy.until(NAME, "active");
    expect(proxy.report(NAME)?.process).toMatchObject({ restarts: 1 });
    expect((await proxy.send({ path: "/api/probe/facts" })).status).toBe(200);
  });

  it("ends with the first error that nothing catches, and says which", async () => {
    const lost = await proxy.send({
      path: "/api/probe/throws",
      method: "POST",
    });
    expect(lost.status).toBe(502);
    expect(lost.json()).toMatchObject({ error: { code: "SERVE_HOST_LOST" } });
    await proxy.until(NAME, "restarting");
    expect(proxy.report(NAME)?.status).toMatchObject({
      reason: {
        code: "SUPERVISE_HOST_CRASHED",
        message: expect.stringContaining("stray") as string,
      },
    });
  });
});

describe("more requests than a plugin may have at once", () => {
  it("are answered right away, and the others go on", async () => {
    const proxy = await startProxy([
      { id: "probe", init: PROBE, concurrency: 2 },
    ]);
    await proxy.table.settled;
    const slow = Promise.allSettled(
      [1, 2].map(() => proxy.send({ path: "/api/probe/wait" })),
    );
    await expect
      .poll(async () => {
        const { status } = await proxy.send({ path: "/api/probe/closed" });
        return status;
      })
      .toBe(503);
    const busy = await proxy.send({ path: "/api/probe/closed" });
    expect(busy.json()).toMatchObject({ error: { code: "SERVE_HOST_BUSY" } });
    expect(busy.headers["retry-after"]).toBe("1");
    await proxy.stop();
    await slow;
  });
});

describe("a plugin in a process of its own that takes another's path", () => {
  it("is refused with both names, and the other one is left alone", async () => {
    const proxy = await startProxy(
      [
        { id: "good", init: PROBE },
        {
          id: "thief",
          init: `root.use("/wanted", (_req, res) => res.end("stolen"));`,
        },
      ],
      { taken: ["/wanted"] },
    );
    await proxy.table.settled;
    expect(proxy.report("@acme/thief-backend")?.status).toMatchObject({
      state: "failed",
      reason: {
        code: "SERVE_ROUTE_TAKEN",
        message: expect.stringMatching(
          /@acme\/thief-backend.*the-owner/,
        ) as string,
      },
    });
    expect((await proxy.send({ path: "/wanted" })).body.toString()).toBe("own");
    expect((await proxy.send({ path: "/api/thief/x" })).status).toBe(404);
    expect((await proxy.send({ path: "/api/good/facts" })).status).toBe(200);
    await proxy.stop();
  });
});
