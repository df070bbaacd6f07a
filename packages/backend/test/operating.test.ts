import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { helloPlugin, plugin, writePlugin } from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const TOKEN = "metrics-token-of-the-fixture";

const STRAY = `const api = require("@backstage/backend-plugin-api");
exports.default = ${plugin(
  "stray",
  `setInterval(() => { Promise.reject(new Error("nobody waits")); }, 50).unref();
   setTimeout(() => { throw new Error("nobody catches"); }, 50);`,
)};`;

let folder: string;
let portal: Fixture;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "flyloft-operating-"));
  const dirs = [
    write("hello", helloPlugin("hello")),
    write("broken", 'throw new Error("broken at import")'),
    write("stray", STRAY),
  ];
  portal = await startFixture({
    folder,
    plugins: dirs.map((dir) => ({ package: dir })),
    backend: { metrics: { token: TOKEN } },
  });
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("/metrics", () => {
  it("asks for its token", async () => {
    expect((await portal.get("/metrics")).status).toBe(401);
  });

  it("tells of requests, plugins, the generation and the processes", async () => {
    await portal.get("/api/hello/hello");
    await portal.get("/api/hello/nothing-there");
    await portal.get("/api/made-up/x");
    const lines = await scrape();
    expect(lines).toEqual(
      expect.arrayContaining([
        'flyloft_http_requests_total{plugin="hello",method="GET",code="200"} 1',
        'flyloft_http_requests_total{plugin="_unknown",method="GET",code="404"} 1',
        'flyloft_plugin_state{plugin="hello",package="@acme/hello",state="active"} 1',
        'flyloft_plugin_state{plugin="broken",package="@acme/broken",state="failed"} 1',
        "flyloft_generation 1",
      ]),
    );
    for (const name of [
      'flyloft_plugin_load_seconds{plugin="hello",package="@acme/hello"}',
      'flyloft_plugin_start_seconds{plugin="hello",package="@acme/hello"}',
      'flyloft_process_memory_bytes{process="backend",generation="1"}',
      "process_resident_memory_bytes",
    ]) {
      const line = lines.find((each) => each.startsWith(`${name} `));
      expect(Number(line?.slice(name.length)), name).toBeGreaterThan(0);
    }
  });

  it("has each metric once", async () => {
    const types = (await scrape()).filter((line) => line.startsWith("# TYPE"));
    expect(types).toEqual([...new Set(types)]);
  });
});

describe("a plugin whose errors nobody catches", () => {
  it("goes on, with each message once as a warning", async () => {
    const warnings = async () =>
      (await portal.plugin("@acme/stray")).warnings.map(({ code, message }) => [
        code,
        message,
      ]);
    await expect.poll(warnings, { timeout: 10_000 }).toHaveLength(2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await warnings()).sort()).toEqual([
      ["SERVE_STRAY_ERROR", "@acme/stray: uncaught exception: nobody catches"],
      ["SERVE_STRAY_ERROR", "@acme/stray: unhandled rejection: nobody waits"],
    ]);
    expect((await portal.plugin("@acme/stray")).status.state).toBe("active");
    expect((await portal.plugin("@acme/hello")).warnings).toEqual([]);
  });
});

function write(id: string, code: string): string {
  return writePlugin(folder, `@acme/${id}`, {
    files: { "index.js": code },
    packageJson: { backstage: { role: "backend-plugin", pluginId: id } },
  });
}

async function scrape(): Promise<readonly string[]> {
  const response = await portal.get("/metrics", {
    authorization: `Bearer ${TOKEN}`,
  });
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  return (await response.text()).split("\n");
}
