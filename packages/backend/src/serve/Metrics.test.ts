import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigReader } from "@backstage/config";
import type { PluginReport } from "@flyloft/plugin-core";
import { afterEach, describe, expect, it } from "vitest";
import { Arrivals } from "../compose/Arrivals.ts";
import { Metrics } from "./Metrics.ts";
import { metricsRoute } from "./metricsRoute.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe("the metrics of requests", () => {
  it("count each once, by plugin, method and code", async () => {
    const { get } = await start();
    await get("/api/todo/x?status=404");
    await get("/api/Todo/y?status=404");
    await get("/api/todo?status=200");
    const lines = await scrape(get);
    expect(lines).toContain(
      'flyloft_http_requests_total{plugin="todo",method="GET",code="404"} 2',
    );
    expect(lines).toContain(
      'flyloft_http_requests_total{plugin="todo",method="GET",code="200"} 1',
    );
    expect(lines).toContain(
      'flyloft_http_request_duration_seconds_count{plugin="todo"} 3',
    );
    expect(lines).toContain('flyloft_http_requests_in_flight{plugin="todo"} 0');
    expect(lines).toContain(
      'flyloft_http_requests_in_flight{plugin="_portal"} 1',
    );
  });

  it("have one label for all plugins that nobody knows, and one for pages", async () => {
    const { get } = await start();
    for (let i = 0; i < 20; i++) await get(`/api/guess-${i}?status=404`);
    for (let i = 0; i < 20; i++) await get(`/page-${i}?status=200`);
    const lines = await scrape(get);
    const totals = lines.filter((line) => /requests_total\{/.test(line));
    expect(totals).toEqual([
      'flyloft_http_requests_total{plugin="_unknown",method="GET",code="404"} 20',
      'flyloft_http_requests_total{plugin="_portal",method="GET",code="200"} 20',
    ]);
  });

  it("are not lost before anybody asks for them, however many", async () => {
    const { get } = await start();
    for (let i = 0; i < 1100; i++) await get("/api/todo?status=200");
    expect(await scrape(get)).toContain(
      'flyloft_http_requests_total{plugin="todo",method="GET",code="200"} 1100',
    );
  });

  it("leave streams out of the durations", async () => {
    const { get } = await start();
    await get("/api/todo?status=200&stream");
    const lines = await scrape(get);
    expect(lines).toContain(
      'flyloft_http_requests_total{plugin="todo",method="GET",code="200"} 1',
    );
    expect(lines.some((line) => line.includes("duration_seconds_count"))).toBe(
      false,
    );
  });
});

describe("the metrics of plugins", () => {
  it("tell each one's state and times, the generation, and the process", async () => {
    const { get } = await start();
    const lines = await scrape(get);
    const labels = 'plugin="todo",package="@acme/todo"';
    expect(lines).toEqual(
      expect.arrayContaining([
        "flyloft_generation 7",
        `flyloft_plugin_state{${labels},state="active"} 1`,
        `flyloft_plugin_state{${labels},state="failed"} 0`,
        `flyloft_plugin_load_seconds{${labels}} 0.25`,
        `flyloft_plugin_start_seconds{${labels}} 1.5`,
        "flyloft_generation_changes_total 3",
      ]),
    );
    expect(
      lines.some((line) => line.startsWith("process_resident_memory_bytes ")),
    ).toBe(true);
    expect(
      lines.some((line) => line.startsWith("nodejs_eventloop_lag_seconds ")),
    ).toBe(true);
  });

  it("do without the supervisor's where it fails", async () => {
    const { get } = await start({}, () => Promise.reject(new Error("late")));
    expect(await scrape(get)).toContain("flyloft_generation 7");
  });
});

describe("/metrics", () => {
  it("asks for the token where there is one", async () => {
    const { get } = await start({ token: "s3cret" });
    expect((await get("/metrics")).status).toBe(401);
    const wrong = { authorization: "Bearer s3cret!" };
    expect((await get("/metrics", wrong)).status).toBe(401);
    const right = { authorization: "Bearer s3cret" };
    expect((await get("/metrics", right)).status).toBe(200);
  });

  it("can be switched off", async () => {
    const { get } = await start({ enabled: false });
    expect((await get("/metrics")).status).toBe(404);
  });
});

async function start(
  metricsConfig: Record<string, string | boolean> = {},
  supervisorMetrics = () =>
    Promise.resolve("flyloft_generation_changes_total 3\n"),
) {
  const arrivals = new Arrivals();
  arrivals.group([{ pluginId: "todo", source: "@acme/todo" }]);
  const metrics = new Metrics({ generation: 7, arrivals, supervisorMetrics });
  metrics.watch({
    plugins: () => [REPORT],
    times: () => new Map([["@acme/todo", { load: 250, start: 1500 }]]),
  });
  const config = new ConfigReader({ backend: { metrics: metricsConfig } });
  const route = metricsRoute({ config, metrics });
  server = createServer((request, response) => {
    const exchange = { request, response };
    metrics.track(exchange);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    void route(pathname, exchange).then((isAnswered) => {
      if (isAnswered) return;
      // As the portal's security headers, which come first.
      response.setHeader("x-content-type-options", "nosniff");
      response.writeHead(Number(searchParams.get("status")), {
        "content-type": searchParams.has("stream")
          ? "text/event-stream; charset=utf-8"
          : "text/plain",
      });
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    server?.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const get = async (path: string, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers,
    });
    return { status: response.status, text: await response.text() };
  };
  return { get };
}

async function scrape(get: (path: string) => Promise<{ text: string }>) {
  return (await get("/metrics")).text.split("\n");
}

const REPORT: PluginReport = {
  name: "@acme/todo",
  version: "1.0.0",
  description: undefined,
  pluginId: "todo",
  source: "npm",
  reference: "@acme/todo",
  digest: undefined,
  parts: { backend: true, frontend: false },
  status: { state: "active" },
  warnings: [],
  stale: false,
};
