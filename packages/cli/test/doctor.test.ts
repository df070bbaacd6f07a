import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../../../scripts/services/startVerdaccio.ts";
import { runCommand } from "./runCommand.ts";

const temp = makeTempFolder("doctor");

/** A backend package in a folder. */
function writePackage(name: string, code: string, packageJson: object): string {
  const folder = path.join(temp.path, name.replace("/", "-"));
  mkdirSync(folder, { recursive: true });
  const api = 'const api = require("@backstage/backend-plugin-api");\n';
  writeFileSync(path.join(folder, "index.js"), api + code);
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({
      name,
      version: "1.2.3",
      main: "index.js",
      ...packageJson,
    }),
  );
  return folder;
}

const POINT = 'api.createExtensionPoint({ id: "radar.rings" })';

/** A plugin `id` with a route; `init` runs before that is mounted. */
function plugin(id: string, init = ""): string {
  return `exports.default = api.createBackendPlugin({
    pluginId: "${id}",
    register(env) {
      env.registerExtensionPoint(${POINT}, { add() {} });
      env.registerInit({
        deps: { http: api.coreServices.httpRouter, config: api.coreServices.rootConfig },
        async init({ http, config }) {
          ${init}
          http.use((_request, response) => response.json({}));
        },
      });
    },
  });`;
}

const MODULE = `exports.default = api.createBackendModule({
  pluginId: "radar",
  moduleId: "rings",
  register(env) {
    env.registerInit({
      deps: { rings: ${POINT} },
      async init({ rings }) { rings.add("adopt"); },
    });
  },
});`;

interface Diagnosis {
  readonly verdict: string;
  readonly checks: readonly {
    readonly id: string;
    readonly state: string;
    readonly code?: string;
    readonly message: string;
    readonly hint?: string;
  }[];
  readonly log: readonly string[];
}

// Each examination starts a backend process with nothing compiled yet.
describe("flyloft doctor", { timeout: 240_000 }, () => {
  let registry: VerdaccioService;
  let portal: string;

  beforeAll(async () => {
    registry = await startVerdaccio({ auth: true });
    const role = (name: string, more: object = {}) => ({
      backstage: { role: name, pluginId: "radar", ...more },
    });
    await registry.publish(
      writePackage("@acme/radar-backend", plugin("radar"), {
        ...role("backend-plugin", {
          pluginPackages: [
            "@acme/radar",
            "@acme/radar-backend",
            "@acme/radar-common",
          ],
        }),
      }),
    );
    await registry.publish(
      writePackage("@acme/radar-backend-module-rings", MODULE, {
        ...role("backend-plugin-module", {
          pluginPackage: "@acme/radar-backend",
        }),
      }),
    );
    portal = path.join(temp.path, "portal");
    mkdirSync(portal);
    writeFileSync(
      path.join(portal, "app-config.yaml"),
      `backend:
  database: { client: pg, connection: { host: 127.0.0.1, port: 9 } }
catalog:
  locations: [{ type: file, target: ./nowhere.yaml }]
`,
    );
    writeFileSync(path.join(portal, ".npmrc"), registry.npmrc());
  });
  afterAll(async () => {
    await registry.stop();
    temp.remove();
  });

  async function examine(...args: string[]) {
    const run = await runCommand(portal, "doctor", ...args, "--json");
    expect(run.stderr).toBe("");
    return { code: run.code, diagnosis: JSON.parse(run.stdout) as Diagnosis };
  }

  it("says that a plugin runs, what it consists of, and leaves nothing in the portal but the package", async () => {
    const { code, diagnosis } = await examine("@acme/radar-backend");
    expect(diagnosis).toMatchObject({
      reference: "@acme/radar-backend",
      name: "@acme/radar-backend",
      version: "1.2.3",
      role: "backend-plugin",
      pluginId: "radar",
      verdict: "runs",
      offers: ["@acme/radar"],
      dependencies: 0,
      bytes: expect.any(Number),
      durationMs: expect.any(Number),
      log: [],
      backend: {
        features: expect.arrayContaining([
          {
            source: "@acme/radar-backend",
            pluginId: "radar",
            offers: ["radar.rings"],
            uses: [],
          },
        ]),
        routes: expect.arrayContaining(["/api/radar"]),
      },
    });
    expect(diagnosis.checks.map(({ id, state }) => [id, state])).toEqual([
      ["resolve", "ok"],
      ["install", "ok"],
      ["load", "ok"],
      ["compose", "ok"],
      ["serve", "ok"],
      ["family", "info"],
    ]);
    expect(code).toBe(0);
    expect(readdirSync(portal).sort()).toEqual([
      ".flyloft",
      ".npmrc",
      "app-config.yaml",
    ]);
    expect(readdirSync(path.join(portal, ".flyloft"))).toEqual(["store"]);
  });

  it("asks for the plugin that a module extends, and tries both together", async () => {
    const name = "@acme/radar-backend-module-rings";
    const alone = await examine(name);
    expect(alone.code).toBe(1);
    expect(alone.diagnosis.checks).toContainEqual(
      expect.objectContaining({
        id: "compose",
        state: "failed",
        code: "COMPOSE_PLUGIN_MISSING",
        hint: expect.stringContaining("--with @acme/radar-backend"),
      }),
    );
    const both = await runCommand(
      portal,
      "doctor",
      name,
      "--with",
      "@acme/radar-backend",
    );
    expect(both.stdout.split("\n")).toEqual([
      `${name} (backend-plugin-module 'radar')`,
      `  ✓ resolve   ${name} 1.2.3`,
      "  ✓ install   0 dependencies, 0.0 MB",
      "  ✓ load      it is module 'rings' of 'radar'",
      "  ✓ compose   started; it extends radar.rings",
      "",
      expect.stringMatching(/^It runs \(.* s\)\.$/),
      "",
    ]);
    expect(both.code).toBe(0);
  });

  it("builds a frontend's remote, and tells what the app will make of its exports", async () => {
    const folder = writePackage("@acme/radar", "", {
      main: "index.esm.js",
      backstage: { role: "frontend-plugin", pluginId: "radar" },
    });
    writeFileSync(
      path.join(folder, "index.esm.js"),
      "const Radar = () => null;\nexport { Radar as RadarPage, Radar as EntityRadarCard };\n",
    );
    await registry.publish(folder);
    const { code, diagnosis } = await examine("@acme/radar");
    expect(code).toBe(0);
    expect(diagnosis).toMatchObject({
      verdict: "runs",
      dependencies: 0,
      remote: {
        exposes: ["."],
        size: { bytes: expect.any(Number), gzipBytes: expect.any(Number) },
      },
    });
    expect(diagnosis.checks).toMatchObject([
      { id: "resolve" },
      { id: "install" },
      {
        id: "compose",
        state: "info",
        message:
          "is of the old frontend system, and converted by names: page RadarPage; entity card EntityRadarCard",
      },
      { id: "serve", state: "ok" },
    ]);
  });

  it("tells why a plugin doesn't start, with the end of its log", async () => {
    const folder = writePackage(
      "picky-backend",
      plugin(
        "picky",
        'console.log("I look for my key"); config.getString("picky.key");',
      ),
      { backstage: { role: "backend-plugin", pluginId: "picky" } },
    );
    const { code, diagnosis } = await examine(folder);
    expect(code).toBe(1);
    expect(diagnosis.verdict).toBe("does not run");
    expect(diagnosis.checks).toMatchObject([
      { id: "resolve", state: "ok" },
      { id: "install", state: "ok" },
      { id: "load", state: "ok" },
      {
        id: "compose",
        state: "failed",
        code: "COMPOSE_INIT_FAILED",
        message: expect.stringContaining("picky.key"),
      },
    ]);
    expect(diagnosis.log.join("\n")).toContain("I look for my key");
    const config = path.join(temp.path, "picky.yaml");
    writeFileSync(config, "picky: { key: value }\n");
    const withKey = await examine(folder, "--config", config);
    expect(withKey.diagnosis.verdict).toBe("runs");
  });

  it("survives a plugin that ends its process", async () => {
    const folder = writePackage(
      "lethal-backend",
      'process.kill(process.pid, "SIGKILL");',
      { backstage: { role: "backend-plugin", pluginId: "lethal" } },
    );
    const { code, diagnosis } = await examine(folder);
    expect(code).toBe(1);
    expect(diagnosis.checks.at(-1)).toMatchObject({
      id: "supervise",
      code: "SUPERVISE_EXITED_EARLY",
    });
  });

  it.each([
    ["@acme/no-such-plugin", "RESOLVE_PACKAGE_NOT_FOUND", "resolve"],
    ["./nowhere", "RESOLVE_PATH_NOT_FOUND", "resolve"],
    ["@acme/radar-backend@^9", "RESOLVE_VERSION_NOT_FOUND", "resolve"],
  ])("says of %s that it can't be had: %s", async (reference, code, id) => {
    const run = await examine(reference);
    expect(run.code).toBe(1);
    expect(run.diagnosis).toMatchObject({
      verdict: "does not run",
      checks: [{ id, state: "failed", code }],
    });
  });

  it("works where there is no portal, and leaves nothing there", async () => {
    const folder = writePackage("lone-backend", plugin("lone"), {
      backstage: { role: "backend-plugin", pluginId: "lone" },
    });
    const empty = path.join(temp.path, "empty");
    mkdirSync(empty);
    const { code, stdout } = await runCommand(empty, "doctor", folder);
    expect(stdout).toContain("answers /api/lone");
    expect(code).toBe(0);
    expect(readdirSync(empty)).toEqual([]);
  });
});
