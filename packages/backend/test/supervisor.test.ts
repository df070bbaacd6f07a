import { spawn } from "node:child_process";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { helloPlugin, writePlugin } from "./fixturePlugins.ts";
import {
  COMMAND,
  type FixtureOptions,
  startFixture,
  writeConfig,
} from "./startFixture.ts";

describe("flyloft start", () => {
  const temp = makeTempFolder("supervisor");
  const packages = path.join(temp.path, "packages");
  afterAll(() => temp.remove());

  it("writes an immutable generation without secrets, and keys that only its user can read", async () => {
    const folder = path.join(temp.path, "generation");
    const good = writePlugin(packages, "@acme/good", {
      files: { "index.js": helloPlugin("good") },
    });
    const options = {
      folder,
      plugins: [
        {
          package: good,
          pluginConfig: { good: { token: "${HOME}/very-secret" } },
        },
        { package: "./nowhere" },
        { package: "./unwanted", enabled: false },
      ],
    };
    const portal = await startFixture(options);
    expect((await portal.get("/api/good/hello")).status).toBe(200);
    await portal.stop();
    const data = path.join(folder, ".flyloft");
    const file = path.join(data, "generations/1.json");
    const text = readFileSync(file, "utf8");
    const again = await startFixture(options);
    await again.stop();

    expect(readFileSync(file, "utf8")).toBe(text);
    expect(text).not.toContain(`${folder}/very-secret`);
    const generation = JSON.parse(text) as {
      plugins: {
        report: {
          name: string;
          status: { state: string; reason?: { code: string } };
        };
      }[];
    };
    expect(
      generation.plugins.map(({ report }) => [
        report.name,
        report.status.state,
        report.status.reason?.code,
      ]),
    ).toEqual([
      ["@acme/good", "starting", undefined],
      ["./nowhere", "failed", "RESOLVE_PATH_NOT_FOUND"],
      ["./unwanted", "disabled", undefined],
    ]);
    expect(
      statSync(path.join(data, "keys/plugins.private.pem")).mode & 0o777,
    ).toBe(0o600);
  }, 120_000);

  it("exits with the reason where a required plugin is missing", async () => {
    const { code, output } = await runToEnd({
      folder: path.join(temp.path, "required"),
      plugins: [{ package: "./nowhere", required: true }],
    });
    expect(code).toBe(1);
    expect(output).toContain("SUPERVISE_REQUIRED_PLUGIN");
    expect(output).toContain("RESOLVE_PATH_NOT_FOUND");
    expect(output).not.toMatch(/^\s+at .*\.ts:\d+/m);
  }, 60_000);

  it("starts without the plugin that ends the process, though with code 0, and changes go on without it", async () => {
    const plugins = [
      {
        package: writePlugin(packages, "@acme/quitter", {
          files: { "index.js": "process.reallyExit(0);" },
        }),
      },
      {
        package: writePlugin(packages, "@acme/stays", {
          files: { "index.js": helloPlugin("stays") },
        }),
      },
    ];
    const dynamicPlugins = { generations: { watch: false } };
    const folder = path.join(temp.path, "quitter");
    const portal = await startFixture({ folder, plugins, dynamicPlugins });
    const leftOut = {
      state: "failed",
      reason: { code: "SUPERVISE_PLUGIN_ENDED_PROCESS" },
    };
    expect((await portal.get("/api/stays/hello")).status).toBe(200);
    expect((await portal.plugin("@acme/quitter")).status).toMatchObject(
      leftOut,
    );
    expect(await portal.reload()).toMatchObject({ state: "unchanged" });
    const config = { organization: { name: "Acme" } };
    portal.configure({ plugins, dynamicPlugins, config });
    expect(await portal.reload()).toMatchObject({ state: "active" });
    expect((await portal.plugin("@acme/quitter")).status).toMatchObject(
      leftOut,
    );
    await portal.stop();
  }, 60_000);

  it("says so where its port is taken", async () => {
    const server = createServer();
    const port = await findFreePort();
    await new Promise<void>((resolve) =>
      server.listen(port, "127.0.0.1", resolve),
    );
    const { code, output } = await runToEnd(
      { folder: path.join(temp.path, "taken"), plugins: [] },
      port,
    );
    server.close();
    expect(code).toBe(1);
    expect(output).toContain("SERVE_ADDRESS_IN_USE");
  }, 60_000);

  it("ends with code 0 when it is asked to", async () => {
    const folder = path.join(temp.path, "ends");
    const url = writeConfig({ folder, plugins: [] }, await findFreePort());
    const child = run(folder);
    await untilOpen(child, url);
    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
  }, 60_000);

  it("ends with code 0 when it is asked to while a registry keeps it waiting", async () => {
    const folder = path.join(temp.path, "waiting");
    const silent = createServer();
    const asked = new Promise((resolve) => silent.once("connection", resolve));
    await new Promise<void>((resolve) =>
      silent.listen(0, "127.0.0.1", resolve),
    );
    const { port } = silent.address() as AddressInfo;
    const plugins = [{ package: "@acme/slow@1.0.0", required: true }];
    writeConfig({ folder, plugins }, await findFreePort());
    writeFileSync(
      path.join(folder, ".npmrc"),
      `@acme:registry=http://127.0.0.1:${port}/\n`,
    );
    const child = run(folder);
    const exited = new Promise((resolve) => child.once("exit", resolve));
    await asked;
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    silent.close();
    expect(readdirSync(folder)).not.toContain("plugins.lock.yaml");
    expect(readdirSync(path.join(folder, ".flyloft/generations"))).toEqual([]);
  }, 60_000);
});

function untilOpen(child: ReturnType<typeof run>, url: string): Promise<void> {
  return new Promise((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes(`Open ${url}`)) resolve();
    });
  });
}

function run(cwd: string) {
  return spawn(process.execPath, [...COMMAND, "start"], {
    cwd,
    env: { ...process.env, HOME: cwd, NODE_ENV: undefined, LOG_LEVEL: "warn" },
  });
}

async function runToEnd(
  options: FixtureOptions,
  port?: number,
): Promise<{ code: unknown; output: string }> {
  writeConfig(options, port ?? (await findFreePort()));
  const child = run(options.folder);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, output };
}
