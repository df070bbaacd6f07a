import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { startProcess } from "../../../scripts/services/startProcess.ts";
import { COMMAND, runCommand } from "./runCommand.ts";

const temp = makeTempFolder("cli");
afterAll(() => temp.remove());

/** A folder with `app-config.yaml` and, in `good`, a plugin. */
function portalFolder(name: string, config: string): string {
  const folder = path.join(temp.path, name);
  mkdirSync(path.join(folder, "good"), { recursive: true });
  writeFileSync(path.join(folder, "app-config.yaml"), config);
  writeFileSync(path.join(folder, "good/index.js"), "exports.default = {};");
  writeFileSync(
    path.join(folder, "good/package.json"),
    JSON.stringify({
      name: "@acme/good",
      version: "1.2.3",
      main: "index.js",
      backstage: { role: "backend-plugin" },
    }),
  );
  return folder;
}

describe("flyloft", () => {
  it.each([[["--help"]], [["help"]], [[]]])(
    "explains itself with %j",
    async (args) => {
      const { code, stdout } = await runCommand(temp.path, ...args);
      expect(code).toBe(0);
      expect(stdout).toContain("flyloft start");
      expect(stdout).toContain("Exit codes");
    },
  );

  it.each([
    [["strat"], "There is no command 'strat'. Did you mean 'start'?"],
    [["deploy"], "There is no command 'deploy'."],
    [["plan", "more"], "'more' is not understood."],
    [["start", "--port", "http"], "--port takes a number from 1 to 65535"],
    [["plan", "--jsn"], "Unknown option '--jsn'"],
  ])("doesn't understand %j and says so", async (args, message) => {
    const { code, stdout, stderr } = await runCommand(temp.path, ...args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/See flyloft (?:\w+ )?--help\./);
  });

  it.each(["start", "plan"])(
    "%s names file and line of broken YAML, without a stack",
    async (command) => {
      const folder = portalFolder(
        `broken-${command}`,
        "dynamicPlugins:\n  plugins:\n    - package: [\n",
      );
      const { code, stderr } = await runCommand(folder, command);
      expect(code).toBe(1);
      expect(stderr).toContain("CONFIG_SYNTAX");
      expect(stderr).toContain(`${path.join(folder, "app-config.yaml")}:4`);
      expect(stderr).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
    },
  );

  it("start says which file is missing where there is no configuration", async () => {
    const folder = path.join(temp.path, "empty");
    mkdirSync(folder);
    const { code, stderr } = await runCommand(folder, "start");
    expect(code).toBe(1);
    expect(stderr).toContain("CONFIG_FILE_UNREADABLE");
    expect(stderr).toContain("app-config.yaml");
  });
});

describe("flyloft plan", () => {
  const CONFIG = `dynamicPlugins:
  plugins:
    - package: ./good
      pluginConfig:
        good: { token: "\${PLAN_TOKEN:-hidden}", greeting: hello }
    - package: ./rival
      pluginConfig:
        good: { greeting: goodbye }
    - package: ./nowhere
    - package: ./later
      enabled: false
`;

  it("tells people what a start would do, and changes nothing", async () => {
    const folder = portalFolder("plan", CONFIG);
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await runCommand(folder, "plan");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const file = path.join(folder, "app-config.yaml");
    expect(stdout.split("\n")).toEqual([
      "x fail     ./rival",
      `    CONFIG_CONFLICT: ./rival and ./good set \`good.greeting\` differently: ${file}:8 (good.greeting) and ${file}:5 (good.greeting)`,
      "    Set `good.greeting` for one of them only, or disable one; meanwhile ./good runs and ./rival does not.",
      "+ add      ./good (to be fetched)",
      "x fail     ./nowhere",
      `    RESOLVE_PATH_NOT_FOUND: ./nowhere: ${path.join(folder, "nowhere")} does not exist (${file}:9 (dynamicPlugins.plugins[2].package))`,
      "    Paths are relative to the folder of the configuration file that names them.",
      "o disable  ./later",
      "",
      "Configuration set by plugins:",
      `  good.token = \${PLAN_TOKEN:-hidden}  (./good, ${file}:5)`,
      `  good.greeting = hello  (./good, ${file}:5)`,
      "",
      "Plan: 1 to add, 0 to change, 0 to remove, 0 unchanged, 2 failing. Nothing was changed.",
      "",
    ]);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("tells programs the same as JSON", async () => {
    const folder = portalFolder("json", CONFIG);
    const { code, stdout } = await runCommand(folder, "plan", "--json");
    expect(code).toBe(0);
    const plan = JSON.parse(stdout) as {
      plugins: { text: string; action: string; reason?: { code: string } }[];
      config: { key: string; plugin: string }[];
    };
    expect(
      plan.plugins.map(({ text, action, reason }) => [
        text,
        action,
        reason?.code,
      ]),
    ).toEqual([
      ["./rival", "fail", "CONFIG_CONFLICT"],
      ["./good", "add", undefined],
      ["./nowhere", "fail", "RESOLVE_PATH_NOT_FOUND"],
      ["./later", "disable", undefined],
    ]);
    expect(plan.config.map(({ key, plugin }) => [key, plugin])).toEqual([
      ["good.token", "./good"],
      ["good.greeting", "./good"],
    ]);
  });

  it("fails where a required plugin would, and where the lock is frozen and doesn't name it", async () => {
    const folder = portalFolder(
      "frozen",
      "dynamicPlugins:\n  plugins:\n    - package: ./good\n      required: true\n",
    );
    expect((await runCommand(folder, "plan")).code).toBe(0);
    const { code, stdout } = await runCommand(folder, "plan", "--frozen");
    expect(code).toBe(1);
    expect(stdout).toContain("RESOLVE_NOT_LOCKED");
  });
});

describe("flyloft start --frozen", () => {
  it("refuses to start without a required plugin that isn't locked", async () => {
    const folder = portalFolder(
      "start-frozen",
      "dynamicPlugins:\n  plugins:\n    - package: ./good\n      required: true\n",
    );
    const { code, stderr } = await runCommand(folder, "start", "--frozen");
    expect(code).toBe(1);
    expect(stderr).toContain("SUPERVISE_REQUIRED_PLUGIN");
    expect(stderr).toContain("RESOLVE_NOT_LOCKED");
    expect(readdirSync(folder)).not.toContain("plugins.lock.yaml");
  });

  it("refuses to start where the registry of a required plugin is down and nothing is stored", async () => {
    const folder = portalFolder(
      "registry-down",
      'dynamicPlugins:\n  plugins:\n    - package: "@acme/cold@1.0.0"\n      required: true\n',
    );
    // Port 9 is `discard`: nothing listens there.
    writeFileSync(
      path.join(folder, ".npmrc"),
      "@acme:registry=http://127.0.0.1:9/\n",
    );
    const { code, stderr } = await runCommand(folder, "start");
    expect(code).toBe(1);
    expect(stderr).toContain("SUPERVISE_REQUIRED_PLUGIN");
    expect(stderr).toContain("RESOLVE_REGISTRY_UNREACHABLE");
  });
});

describe("flyloft start --json", () => {
  it("tells programs what happens, a line of JSON each, until it ends", async () => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    const folder = portalFolder(
      "events",
      JSON.stringify({
        app: { baseUrl: url },
        backend: { baseUrl: url, listen: { host: "127.0.0.1", port } },
        dynamicPlugins: { plugins: [{ package: "./nowhere" }] },
      }),
    );
    const portal = await startProcess({
      name: "flyloft start",
      command: process.execPath,
      args: [...COMMAND, "start", "--json"],
      cwd: folder,
      env: { ...process.env, HOME: folder, LOG_LEVEL: "error" },
      ready: /"event":"serving"/,
      timeout: 100_000,
    });
    process.kill(portal.pid, "SIGTERM");
    expect((await portal.exited).code).toBe(0);
    const events = portal
      .log()
      .split("\n")
      .filter((line) => line.startsWith('{"event"'))
      .map((line) => JSON.parse(line) as { event: string });
    expect(events).toMatchObject([
      { event: "failed", reason: { code: "RESOLVE_PATH_NOT_FOUND" } },
      { event: "serving", generation: 1, url },
      { event: "stopped" },
    ]);
  });
});
