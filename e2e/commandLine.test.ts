import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { COMMANDS } from "../packages/cli/src/commands/commands.ts";
import { writeZip } from "../packages/installer/test/zipWriter.ts";
import { root } from "../scripts/paths.ts";
import { findFreePort } from "../scripts/services/findFreePort.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import { packTarball } from "../scripts/services/packTarball.ts";
import {
  type RunningProcess,
  startProcess,
} from "../scripts/services/startProcess.ts";
import {
  startVerdaccio,
  type VerdaccioService,
} from "../scripts/services/startVerdaccio.ts";

const CLI = path.join(root, "packages/cli/dist/flyloft.js");
const README = readFileSync(path.join(root, "README.md"), "utf8");
const DEVTOOLS = "@backstage/plugin-devtools";
const NOTES = "@acme/notes-backend";

const temp = makeTempFolder("command-line");
/** Nothing but what a new user would have there. */
const folder = path.join(temp.path, "portal");
mkdirSync(path.join(folder, "plugins"), { recursive: true });
let registry: VerdaccioService;
let portal: RunningProcess | undefined;
let url: string;

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `flyloft` in that folder. */
async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { ...process.env, HOME: folder, LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) =>
    child.once("close", resolve),
  );
  return { code, stdout, stderr };
}

/** A command line that succeeds. */
async function flyloft(line: string): Promise<string> {
  const ended = await run(line.split(" "));
  expect({ line, ...ended }).toEqual({ line, ...ended, code: 0 });
  return ended.stdout;
}

/** What it tells programs, and nothing else. */
async function json<T>(line: string): Promise<T> {
  const ended = await run([...line.split(" "), "--json"]);
  expect({ line, ...ended }).toEqual({ line, ...ended, code: 0, stderr: "" });
  return JSON.parse(ended.stdout) as T;
}

function writePackage(id: string, version: string, parent = temp.path): string {
  const into = path.join(
    parent,
    parent === temp.path ? `${id}-${version}` : id,
  );
  mkdirSync(into, { recursive: true });
  const properties = { greeting: { type: "string" } };
  const manifest = {
    name: `@acme/${id}-backend`,
    version,
    main: "index.js",
    backstage: { role: "backend-plugin", pluginId: id },
    configSchema: {
      type: "object",
      properties: { [id]: { type: "object", properties } },
    },
  };
  writeFileSync(path.join(into, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    path.join(into, "index.js"),
    `const api = require("@backstage/backend-plugin-api");
exports.default = api.createBackendPlugin({
  pluginId: "${id}",
  register(env) {
    env.registerInit({
      deps: { http: api.coreServices.httpRouter, config: api.coreServices.rootConfig },
      async init({ http, config }) {
        http.addAuthPolicy({ path: "/", allow: "unauthenticated" });
        http.use((_request, response) => response.json({
          version: "${version}", greeting: config.getOptionalString("${id}.greeting"),
        }));
      },
    });
  },
});`,
  );
  return into;
}

const zipOf = (source: string) =>
  writeZip(
    ["package.json", "index.js"].map((name) => ({
      name,
      content: readFileSync(path.join(source, name)),
    })),
  );

/** Saves the configuration, as with an editor. */
function save(...plugins: readonly object[]): void {
  const { hostname, port } = new URL(url);
  const config = {
    app: { title: "Flyloft", baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: "127.0.0.1", port: Number(port) },
    },
    organization: { name: hostname },
    auth: {
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    },
    dynamicPlugins: { management: { directories: ["./plugins"] }, plugins },
  };
  writeFileSync(path.join(folder, "app-config.yaml"), stringify(config));
}

async function start(...args: string[]): Promise<RunningProcess> {
  return startProcess({
    name: "flyloft start",
    command: process.execPath,
    args: [CLI, "start", ...args],
    cwd: folder,
    env: { ...process.env, HOME: folder },
    ready: new RegExp(`Open ${url}`),
    timeout: 120_000,
  });
}

/** What a plugin answers, or the status where it doesn't. */
async function ask(id: string): Promise<unknown> {
  const headers = { connection: "close" };
  const response = await fetch(`${url}/api/${id}`, { headers });
  return response.ok ? response.json() : response.status;
}

async function served(): Promise<number> {
  const { current } = await json<{ current: number }>("generations");
  return current;
}

/** Waits until what was saved is served. */
async function after(generation: number): Promise<void> {
  await expect.poll(served, { timeout: 60_000 }).toBeGreaterThan(generation);
}

beforeAll(async () => {
  registry = await startVerdaccio({ proxy: true });
  await registry.publish(writePackage("notes", "1.0.0"));
  writePackage("greeter", "1.0.0", path.join(folder, "plugins"));
  const radar = writePackage("radar", "1.0.0");
  writeFileSync(
    path.join(folder, "radar-1.0.0.tgz"),
    await packTarball({ cwd: radar, prefix: "package" }),
  );
  const beacon = zipOf(writePackage("beacon", "1.0.0"));
  writeFileSync(path.join(folder, "beacon.zip"), beacon);
  writeFileSync(path.join(folder, ".npmrc"), registry.npmrc());
  url = `http://localhost:${await findFreePort()}`;
  save();
});

afterAll(async () => {
  await portal?.stop();
  await registry?.stop();
  temp.remove();
});

interface Step {
  /** What happens before, where the README tells of it in words. */
  readonly before?: () => Promise<void>;
  /** The line with what the README leaves to the reader. */
  readonly line?: string;
  readonly sees?: (stdout: string) => Promise<void> | void;
}

/** The README's lines in its order. */
const WALK: Readonly<Record<string, Step>> = {
  plan: {
    before: () => {
      save({ package: `${NOTES}@1.0.0` });
      return Promise.resolve();
    },
    sees: async (stdout) => {
      expect(stdout).toContain(NOTES);
      const { plugins } = await json<{ plugins: object[] }>("plan");
      expect(plugins).toHaveLength(1);
    },
  },
  "doctor <package>": { line: `doctor ${NOTES}@1.0.0` },
  "config:docs": {
    sees: (stdout) => expect(stdout).toContain("# Configuration"),
  },
  "start --frozen": {
    before: async () => {
      const refused = await run(["generations"]);
      expect(refused.code).toBe(4);
      // The first start writes the lockfile that a frozen one needs.
      portal = await start();
      await portal.stop();
      expect(await portal.exited).toMatchObject({ code: 0 });
    },
    sees: async () => {
      expect(await ask("notes")).toEqual({ version: "1.0.0" });
      const refused = await run(["install", "./plugins/greeter"]);
      expect(refused).toMatchObject({ code: 3 });
      expect(refused.stderr + refused.stdout).toContain("RESOLVE_NOT_LOCKED");
      await portal?.stop();
      portal = await start();
    },
  },
  generations: {
    before: async () => {
      const first = await served();
      save({ package: `${NOTES}@1.0.0` }, { package: "./plugins/greeter" });
      await after(first);
    },
    sees: async () => expect(await ask("greeter")).not.toBe(404),
  },
  rollback: { sees: async () => expect(await ask("greeter")).toBe(404) },
  reload: { sees: async () => expect(await ask("greeter")).not.toBe(404) },
  [`install ${DEVTOOLS} --with family`]: {
    sees: async () => {
      const { items } = await json<{ items: { name: string }[] }>("list");
      const names = items.map(({ name }) => name);
      expect(names).toContain(DEVTOOLS);
      expect(names).toContain(`${DEVTOOLS}-backend`);
    },
  },
  "install ./radar-1.0.0.tgz": {
    sees: async () => expect(await ask("radar")).toEqual({ version: "1.0.0" }),
  },
  list: { sees: (stdout) => expect(stdout).toMatch(/radar-backend +1\.0\.0/) },
  "settings devtools-backend --schema": {
    sees: async () => {
      await flyloft("settings radar set radar.greeting=hello");
      expect(await ask("radar")).toMatchObject({ greeting: "hello" });
    },
  },
  "disable plugin-devtools": {
    sees: async () => {
      const { items } = await json<{ items: { name: string }[] }>(
        "list --state disabled",
      );
      expect(items.map(({ name }) => name)).toContain(DEVTOOLS);
    },
  },
  "enable plugin-devtools": {},
  "upgrade --all": {
    before: async () => {
      await registry.publish(writePackage("notes", "1.1.0"));
    },
    sees: async () => expect(await ask("notes")).toEqual({ version: "1.1.0" }),
  },
  "rollback radar": {
    sees: async () => expect(await ask("radar")).toEqual({ version: "1.0.0" }),
  },
  "uninstall plugin-devtools": {
    line: "uninstall plugin-devtools --yes",
    sees: async () => {
      const { items } = await json<{ items: { name: string }[] }>("list");
      expect(items.map(({ name }) => name)).not.toContain(DEVTOOLS);
    },
  },
  gc: {},
  export: { sees: (stdout) => expect(stdout).toContain("dynamicPlugins:") },
};

// Those of who makes plugins are walked elsewhere, from nothing to another portal.
const told = README.match(/^npx flyloft (?!plugin ).*$/gm)?.map((line) =>
  line
    .replace(/^npx flyloft /, "")
    .replace(/\s+#.*$/, "")
    .trim(),
);

describe("the README on a fresh machine", { timeout: 300_000 }, () => {
  it("tells of every command that starts and manages a portal", () => {
    expect(told).toEqual(Object.keys(WALK));
    // Those of who makes plugins are in docs/publishing.md.
    const missing = COMMANDS.filter(({ group }) => group !== "publish")
      .map(({ name }) => name)
      .filter((name) => !new RegExp(`flyloft ${name}\\b`).test(README));
    // They are for closer looks: see docs/cli.md.
    const closer = "show search history jobs retry grant revoke".split(" ");
    expect(missing.sort()).toEqual(closer.sort());
  });

  it.each(Object.entries(WALK))(
    "flyloft %s",
    async (name, { before, line = name, sees }) => {
      await before?.();
      if (line.startsWith("start")) {
        portal = await start(...line.split(" ").slice(1));
        await sees?.("");
        return;
      }
      const stdout = await flyloft(line);
      await sees?.(stdout);
    },
  );
});

describe("what the README has no room for", { timeout: 120_000 }, () => {
  it("installs a zip, and a folder below a root", async () => {
    const settings = stringify({ beacon: { greeting: "ahoy" } });
    writeFileSync(path.join(folder, "beacon.yaml"), settings);
    await flyloft("install ./beacon.zip --settings beacon.yaml");
    expect(await ask("beacon")).toEqual({ version: "1.0.0", greeting: "ahoy" });
    writePackage("signal", "1.0.0", path.join(folder, "plugins"));
    expect(await json("install ./plugins/signal")).toMatchObject({
      state: "succeeded",
    });
    expect(await ask("signal")).toEqual({ version: "1.0.0" });
  });

  it("tells programs of each change what became of it", async () => {
    const upgraded = temp.path;
    const newer = zipOf(writePackage("beacon", "1.1.0"));
    const archive = path.join(upgraded, "beacon-1.1.0.zip");
    writeFileSync(archive, newer);
    const lines = [
      "disable beacon",
      "enable beacon",
      "settings beacon set beacon.greeting=hi",
      `upgrade beacon --file ${archive}`,
      "rollback beacon --yes",
      "uninstall beacon --yes",
    ];
    for (const line of lines) {
      expect({ line, ...(await json<object>(line)) }).toMatchObject({
        line,
        state: "succeeded",
      });
    }
    expect(await ask("beacon")).toBe(404);
    const unchanged = await json<{ unchanged: string }>("enable signal");
    expect(unchanged.unchanged).toContain("enabled");
  });

  it.each([
    "plan",
    "list",
    "generations",
    "settings radar",
    "export",
    "gc",
    "history",
    "jobs",
    "config:docs",
    "doctor ./plugins/greeter",
    "completion bash",
  ])("flyloft %s --json is one JSON document", async (line) => {
    expect(await json<unknown>(line)).toBeTypeOf("object");
  });

  it.each(["bash", "zsh", "fish"])("completes in %s", async (shell) => {
    expect(await flyloft(`completion ${shell}`)).toContain("flyloft");
  });

  it.each([
    ["list", 0],
    ["doctor ./plugins", 1],
    ["list --nonsense", 2],
    ["nonsense", 2],
    ["uninstall radar", 3],
    ["disable no-such-plugin", 3],
    ["list --url http://127.0.0.1:9", 4],
  ])("flyloft %s ends with %d", async (line, code) => {
    const ended = await run(line.split(" "), { FLYLOFT_TOKEN: "none" });
    expect({ line, ...ended }).toMatchObject({ code });
    if (code > 0) expect(ended.stderr + ended.stdout).not.toBe("");
  });

  it("has colours where they are asked for, and never with NO_COLOR", async () => {
    const escape = "\u001b[";
    const coloured = await run(["list"], { FORCE_COLOR: "1" });
    expect(coloured.stdout).toContain(escape);
    for (const line of ["list", "plan", "generations", "uninstall radar"]) {
      const { stdout, stderr } = await run(line.split(" "), { NO_COLOR: "1" });
      expect(stdout + stderr, line).not.toContain(escape);
    }
  });

  it("ends with 0 when it is told to end, and then no portal answers", async () => {
    await portal?.stop();
    expect(await portal?.exited).toMatchObject({ code: 0 });
    const { code, stdout } = await run(["list", "--json"]);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: expect.stringMatching(/^[A-Z_]+$/) as string },
    });
  });
});
