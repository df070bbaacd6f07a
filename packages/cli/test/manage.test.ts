import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { type IncomingMessage, get } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Fixture, startFixture } from "../../backend/test/startFixture.ts";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import { COMMANDS } from "../src/commands/commands.ts";
import { type CommandRun, runCommand } from "./runCommand.ts";

const temp = makeTempFolder("manage");
const folder = path.join(temp.path, "portal");
let registry: VerdaccioService;
let portal: Fixture;

/** A backend that answers with its version and what it is configured with. */
function writeNotes(version: string): string {
  const into = path.join(temp.path, `notes-${version}`);
  mkdirSync(into, { recursive: true });
  writeFileSync(
    path.join(into, "index.js"),
    `const api = require("@backstage/backend-plugin-api");
exports.default = api.createBackendPlugin({
  pluginId: "notes",
  register(env) {
    env.registerInit({
      deps: { http: api.coreServices.httpRouter, config: api.coreServices.rootConfig },
      async init({ http, config }) {
        http.addAuthPolicy({ path: "/", allow: "unauthenticated" });
        http.use((_request, response) => response.json({
          version: "${version}",
          limit: config.getOptionalNumber("notes.limit") ?? null,
          tags: config.getOptionalStringArray("notes.tags") ?? null,
          hasToken: config.has("notes.token"),
        }));
      },
    });
  },
});`,
  );
  const properties = {
    limit: { type: "integer", minimum: 1, description: "How many" },
    tags: { type: "array", items: { type: "string" } },
    token: { type: "string", visibility: "secret" },
  };
  writeFileSync(
    path.join(into, "package.json"),
    JSON.stringify({
      name: "@acme/backstage-plugin-notes-backend",
      version,
      main: "index.js",
      backstage: { role: "backend-plugin", pluginId: "notes" },
      configSchema: {
        type: "object",
        properties: { notes: { type: "object", properties } },
      },
    }),
  );
  return into;
}

/** One more plugin, in a folder that lies below a root that the portal allows. */
function writeGreeter(): void {
  const into = path.join(folder, "plugins/greeter");
  mkdirSync(into, { recursive: true });
  writeFileSync(
    path.join(into, "index.js"),
    `const api = require("@backstage/backend-plugin-api");
exports.default = api.createBackendPlugin({
  pluginId: "greeter",
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});`,
  );
  writeFileSync(
    path.join(into, "package.json"),
    JSON.stringify({
      name: "@acme/greeter-backend",
      version: "0.1.0",
      main: "index.js",
      backstage: { role: "backend-plugin", pluginId: "greeter" },
    }),
  );
}

async function flyloft(...args: string[]): Promise<CommandRun> {
  return runCommand(folder, ...args);
}

/** What a command tells programs, where it succeeds. */
async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await flyloft(...args, "--json");
  expect({ args, code, stderr, stdout }).toEqual({
    args,
    code: 0,
    stderr: "",
    stdout,
  });
  return JSON.parse(stdout);
}

/** A command that succeeds. */
async function done(...args: string[]): Promise<string> {
  const run = await flyloft(...args);
  expect({ args, ...run }).toEqual({ args, ...run, code: 0 });
  return run.stdout;
}

/** What the plugin answers, on a connection that no earlier generation has. */
async function notes(): Promise<unknown> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${portal.url}/api/notes`, { agent: false }, resolve).once(
      "error",
      reject,
    );
  });
  const body = await text(answer);
  return answer.statusCode === 200 ? JSON.parse(body) : answer.statusCode;
}

const NAME = "@acme/backstage-plugin-notes-backend";

beforeAll(async () => {
  registry = await startVerdaccio();
  await registry.publish(writeNotes("1.0.0"));
  await registry.publish(writeNotes("1.1.0"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, ".npmrc"), registry.npmrc());
  writeGreeter();
  portal = await startFixture({
    folder,
    plugins: [],
    dynamicPlugins: {
      management: {
        directories: ["./plugins"],
        administrators: ["user:development/guest"],
      },
    },
  });
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  await registry?.stop();
  temp.remove();
});

describe("a plugin's life, on the command line", { timeout: 120_000 }, () => {
  it("begins with a plan that changes nothing", async () => {
    const reference = `${NAME}@1.0.0`;
    const { code, stdout } = await flyloft("install", reference, "--dry-run");
    expect(stdout).toContain(`+ add       ${NAME}`);
    expect(stdout).toContain("Nothing was changed.");
    expect(code).toBe(0);
    expect(await json("list")).toMatchObject({ items: [] });
  });

  it("is installed, with settings, and answers at once", async () => {
    const { code, stdout, stderr } = await flyloft(
      "install",
      `${NAME}@1.0.0`,
      "--set",
      "notes.limit=3",
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/✓ @acme\/.+: installed\. Generation \d+ serves\./);
    expect(stderr).toContain("full privileges");
    expect(await notes()).toMatchObject({ version: "1.0.0", limit: 3 });
  });

  it("is installed from a folder below a root", async () => {
    await done("install", "./plugins/greeter");
    const stdout = await done("list");
    expect(stdout).toMatch(/^NAME +VERSION +STATE +SOURCE/);
    expect(stdout).toMatch(/@acme\/greeter-backend +0\.1\.0 +active +folder/);
    expect(stdout).toMatch(/notes-backend +1\.0\.0 +active +npm/);
  });

  it("is told of, with its versions", async () => {
    const { stdout } = await flyloft("show", "notes");
    expect(stdout).toContain("1.1.0, 1.0.0 (installed)");
  });

  it("changes settings while it runs, typed by the schema", async () => {
    const { code } = await flyloft(
      "settings",
      "notes",
      "set",
      "notes.limit=10",
      "notes.tags=a,b",
    );
    expect(code).toBe(0);
    expect(await notes()).toMatchObject({ limit: 10, tags: ["a", "b"] });
    const { stdout } = await flyloft("settings", "notes");
    expect(stdout).toContain("notes.limit = 10  (set by an administrator)");
  });

  it("takes secrets and never shows them", async () => {
    writeFileSync(path.join(folder, "token.txt"), "s3cret-t0ken\n");
    const runs = [
      await flyloft("settings", "notes", "set", "notes.token=@token.txt"),
      await flyloft("settings", "notes"),
      await flyloft("settings", "notes", "--json"),
      await flyloft("export"),
    ];
    for (const { code, stdout, stderr } of runs) {
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain("s3cret-t0ken");
    }
    expect(runs[1]?.stdout).toContain("notes.token = (a secret that is set)");
    expect(await notes()).toMatchObject({ hasToken: true });
    await json("settings", "notes", "unset", "notes.token", "notes.tags");
    expect(await notes()).toMatchObject({ hasToken: false, tags: null });
  });

  it("refuses a setting that doesn't fit, before and after it is sent", async () => {
    const typed = await flyloft("settings", "notes", "set", "notes.limit=many");
    expect(typed.code).toBe(3);
    expect(typed.stderr).toContain("COMMAND_SETTING_INVALID");
    const low = await flyloft("settings", "notes", "set", "notes.limit=0");
    expect(low.code).toBe(3);
    expect(low.stderr).toContain("MANAGE_SETTINGS_INVALID");
    expect(low.stderr).toContain("/notes/limit");
    expect(await notes()).toMatchObject({ limit: 10 });
  });

  it("is disabled and enabled again, as it was", async () => {
    await done("disable", "notes");
    expect(await notes()).toBe(404);
    expect(await done("disable", "notes")).toContain("disabled already");
    await done("enable", "notes");
    expect(await notes()).toMatchObject({ version: "1.0.0", limit: 10 });
  });

  it("is upgraded to what is newest, and goes back", async () => {
    await done("upgrade", "notes");
    expect(await notes()).toMatchObject({ version: "1.1.0" });
    await done("rollback", "notes", "--yes");
    expect(await notes()).toMatchObject({ version: "1.0.0", limit: 10 });
    await done("upgrade", `${NAME}@1.1.0`);
    expect(await notes()).toMatchObject({ version: "1.1.0" });
  });

  it("is upgraded from an archive", async () => {
    const archive = path.join(folder, "notes-1.2.0.tgz");
    const packed = { cwd: writeNotes("1.2.0"), prefix: "package" };
    writeFileSync(archive, await packTarball(packed));
    await done("upgrade", "notes", "--file", archive);
    expect(await notes()).toMatchObject({ version: "1.2.0" });
  });

  it("has a history", async () => {
    const { items } = (await json("history", "notes")) as {
      items: { action: string; outcome: string }[];
    };
    const done = items.filter(({ outcome }) => outcome === "done");
    expect(new Set(done.map(({ action }) => action))).toEqual(
      new Set([
        "install",
        "configure",
        "disable",
        "enable",
        "upgrade",
        "rollback",
      ]),
    );
    const { stdout } = await flyloft("history", "--limit", "1");
    expect(stdout.trim().split("\n")).toHaveLength(2);
    expect((await flyloft("jobs")).stdout).toContain("upgrade");
  });

  it("is part of what can be put under version control", async () => {
    const { stdout } = await flyloft("export");
    expect(parse(stdout)).toMatchObject({ dynamicPlugins: {} });
    expect(await json("export")).toEqual(parse(stdout));
  });

  it("goes back with the whole portal", async () => {
    const { current } = (await json("generations")) as { current: number };
    await done("rollback");
    expect(await notes()).toMatchObject({ version: "1.1.0" });
    await done("rollback", `${current}`);
    expect(await notes()).toMatchObject({ version: "1.2.0" });
    expect((await flyloft("rollback", "9999")).code).not.toBe(0);
    expect(await json("reload")).toMatchObject({ state: "succeeded" });
  });

  it("ends where it is uninstalled, which needs a yes", async () => {
    const asked = await flyloft("uninstall", "notes");
    expect(asked.code).toBe(3);
    expect(asked.stderr).toContain("COMMAND_UNCONFIRMED");
    await done("uninstall", "notes", "--yes");
    expect(await notes()).toBe(404);
    const { items } = (await json("list")) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual(["@acme/greeter-backend"]);
    const gone = await flyloft("show", "notes");
    expect(gone.code).toBe(3);
    expect(gone.stderr).toContain("COMMAND_PLUGIN_UNKNOWN");
  });

  it("leaves packages behind until they are collected", async () => {
    expect(await json("gc")).toMatchObject({
      removed: expect.any(Array) as unknown[],
    });
  });
});

describe("for scripts", { timeout: 120_000 }, () => {
  it.each([
    [["list", "--json"], 0],
    [["list", "--nonsense"], 2],
    [["rollback", "--before", "1"], 2],
    [["disable", "nothing-like-it", "--json"], 3],
    [["install", "/etc", "--json"], 3],
    [["list", "--json", "--config", "elsewhere/app-config.yaml"], 4],
    [["list", "--json", "--url", "https://portal.invalid"], 4],
    [["list", "--json", "--url", "http://portal.invalid"], 3],
  ])("flyloft %j ends with %j", async (args, expected) => {
    process.env["FLYLOFT_TOKEN"] = "none";
    const { code, stdout, stderr } = await flyloft(...args);
    expect({ code, stdout, stderr }).toMatchObject({ code: expected });
    if (expected !== 2) expect(() => void JSON.parse(stdout)).not.toThrow();
    if (expected > 2) {
      expect(JSON.parse(stdout)).toMatchObject({
        error: { code: expect.stringMatching(/^[A-Z_]+$/) as string },
      });
    }
  });

  /** A command line for each command that has none in this file with --json. */
  const LINES: Readonly<Record<string, readonly string[]>> = {
    plan: [],
    list: ["--updates"],
    show: ["greeter"],
    search: [],
    history: [],
    jobs: [],
    generations: [],
    export: [],
    gc: [],
    reload: [],
    settings: ["greeter"],
    enable: ["greeter"],
    disable: ["greeter", "--dry-run"],
    install: [`${NAME}@1.0.0`, "--dry-run"],
    uninstall: ["greeter", "--dry-run"],
    upgrade: ["--all"],
    rollback: ["--dry-run"],
    retry: ["greeter"],
    grant: ["greeter", "kv.read"],
    revoke: ["greeter", "kv.read"],
    doctor: ["./nowhere"],
    "config:docs": [],
    mirror: ["./mirror", "--dry-run"],
    completion: ["bash"],
    "plugin create": ["radar", "--template", "backend"],
    "plugin build": ["radar-backend"],
    "plugin validate": ["radar-backend"],
    "plugin pack": ["radar-backend"],
    "plugin push": ["oci://127.0.0.1:1/radar", "radar-backend"],
    "plugin publish": ["radar-backend", "--dry-run"],
    "plugin inspect": ["radar-backend"],
    "plugin keygen": [],
    "plugin sign": ["oci://127.0.0.1:1/radar"],
    "plugin verify": ["radar-backend"],
  };

  it("each command that ends by itself prints one JSON document", async () => {
    const names = COMMANDS.map(({ name }) => name);
    const others = names.filter((name) => !(name in LINES));
    expect(others).toEqual(["start", "plugin dev"]);
    const refused: string[] = [];
    for (const [name, args] of Object.entries(LINES)) {
      const { stdout, stderr } = await flyloft(
        ...name.split(" "),
        ...args,
        "--json",
      );
      expect(stderr, name).toBe("");
      const told = JSON.parse(stdout) as { error?: { code: string } };
      if (told.error) refused.push(`${name}: ${told.error.code}`);
    }
    expect(refused).toEqual([
      "retry: MANAGE_PLUGIN_UNKNOWN",
      "grant: MANAGE_SCOPE_UNKNOWN",
      "plugin push: PUBLISH_REGISTRY_FAILED",
      "plugin keygen: PUBLISH_PASSWORD_MISSING",
      "plugin sign: PUBLISH_REGISTRY_FAILED",
    ]);
  });

  it("a portal is managed from elsewhere with a token that it accepts", async () => {
    const { authorization = "" } = await portal.guest();
    const token = path.join(temp.path, "token");
    writeFileSync(token, authorization.replace("Bearer ", ""));
    const there = ["--url", portal.url, "--token-file", token];
    const elsewhere = path.join(temp.path, "elsewhere");
    mkdirSync(elsewhere, { recursive: true });
    const run = (...args: string[]) => runCommand(elsewhere, ...args, ...there);
    expect((await run("list")).stdout).toContain("@acme/greeter-backend");
    const disabled = await run("disable", "greeter", "--json");
    expect(JSON.parse(disabled.stdout)).toMatchObject({ state: "succeeded" });
    const folderHere = await run("install", "./plugins");
    expect(folderHere.stderr).toContain("COMMAND_FOLDER_REMOTE");
    writeFileSync(token, "nonsense");
    const refused = await run("list");
    expect(refused.code).toBe(3);
  });

  it("there is no colour without a terminal, unless it is forced", async () => {
    const escape = "\u001b[";
    expect((await flyloft("list")).stdout).not.toContain(escape);
    process.env["FORCE_COLOR"] = "1";
    try {
      expect((await flyloft("list")).stdout).toContain(escape);
      const plain = await flyloft("list", "--no-color");
      expect(plain.stdout).not.toContain(escape);
    } finally {
      delete process.env["FORCE_COLOR"];
    }
  });
});

describe("completion in bash", { timeout: 60_000 }, () => {
  const bin = path.join(temp.path, "bin");

  beforeAll(() => {
    mkdirSync(bin, { recursive: true });
    const entry = path.resolve(import.meta.dirname, "../src/flyloft.ts");
    writeFileSync(
      path.join(bin, "flyloft"),
      `#!/bin/sh\nexec "${process.execPath}" --conditions=flyloft-source --disable-warning=ExperimentalWarning "${entry}" "$@"\n`,
    );
    chmodSync(path.join(bin, "flyloft"), 0o755);
  });

  /** What the script that `flyloft completion bash` prints puts in place of the last word. */
  async function complete(line: string): Promise<string[]> {
    const script = `eval "$(flyloft completion bash)"
complete -p flyloft >/dev/null || exit 1
COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:@'
_flyloft
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)(
      "bash",
      ["-c", script, "bash", line],
      {
        cwd: folder,
        env: { ...process.env, PATH: `${bin}:${process.env["PATH"]}` },
      },
    );
    return stdout.split("\n").filter(Boolean);
  }

  it.each([
    ["flyloft unin", ["uninstall"]],
    // Readline replaces only what follows the colon, or the @.
    ["flyloft config:", ["docs"]],
    ["flyloft install --isolation s", ["sandbox"]],
    ["flyloft show gre", ["greeter-backend"]],
    ["flyloft show @acme/g", ["acme/greeter-backend"]],
    ["flyloft disable --dry", ["--dry-run"]],
  ])("of %j offers %j", async (line, offered) => {
    expect(await complete(line)).toEqual(offered);
  });

  it("offers nothing, and says nothing, where no portal runs", async () => {
    const before = readdirSync(folder);
    expect(await complete("flyloft -c none/at-all.yaml show gre")).toHaveLength(
      0,
    );
    expect(readdirSync(folder)).toEqual(before);
  });
});
