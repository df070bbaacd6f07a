import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import {
  type PluginOptions,
  helloPlugin,
  plugin,
  writePlugin,
} from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const API = `const api = require("@backstage/backend-plugin-api");`;

/** JSON has to escape it. */
const SECRET = 'open "sesame" \\42';

describe("backend plugins in a portal", () => {
  const temp = makeTempFolder("backend-plugins");
  let portal: Fixture;

  beforeAll(async () => {
    const packages = path.join(temp.path, "packages");
    mkdirSync(packages);
    const dirs = writeAll(packages);
    portal = await startFixture({
      folder: path.join(temp.path, "portal"),
      plugins: [
        ...dirs.map((dir) => ({ package: dir })),
        ...contradicting(packages),
      ],
      config: { vault: { password: SECRET } },
      backend: { startup: { deadline: "8s" } },
    });
  }, 120_000);

  afterAll(async () => {
    await portal?.stop();
    temp.remove();
  });

  const hello = async (pluginId: string) => {
    const response = await portal.get(`/api/${pluginId}/hello`);
    return response.ok
      ? ((await response.json()) as { hello: unknown }).hello
      : response.status;
  };
  const failure = async (name: string) => {
    const { status } = await portal.plugin(name);
    if (status.state !== "failed")
      throw new Error(`${name} is ${status.state}`);
    return status.reason;
  };

  it("run as CommonJS", async () => {
    expect(await hello("cjs")).toBe("cjs");
    expect(await portal.plugin("@acme/cjs")).toMatchObject({
      pluginId: "cjs",
      status: { state: "active" },
    });
  });

  it("run as ES modules", async () => {
    expect(await hello("esm")).toBe("esm");
  });

  it("run from ./alpha where the main entry has no feature", async () => {
    expect(await hello("alpha")).toBe("alpha");
  });

  it("run from Red Hat's dynamicPluginInstaller, several at once", async () => {
    expect(await hello("installer-one")).toBe("installer-one");
    expect(await hello("installer-two")).toBe("installer-two");
  });

  it("run from a feature loader", async () => {
    expect(await hello("loaded")).toBe("Fixture </title><script>");
  });

  it("use the dependencies they bring, and the host's contracts though they bring those too", async () => {
    expect(await hello("private")).toBe("brought along");
  });

  it("do not see what the host has and does not lend", async () => {
    const reason = await failure("@acme/stowaway");
    expect(reason.code).toBe("LOAD_MODULE_MISSING");
    expect(reason.message).toContain("'zod'");
  });

  it("are refused where their configuration contradicts another's, naming both places", async () => {
    expect(await hello("first-says")).toBe("first-says");
    const reference = path.join(temp.path, "packages/@acme-second-says");
    const reason = await failure(reference);
    expect(reason.code).toBe("CONFIG_CONFLICT");
    expect(reason.message).toMatch(
      /second-says and .*first-says set `said\.word` differently: .*app-config\.yaml:1 .* and .*app-config\.yaml:1/,
    );
  });

  it("find their migrations, and keep rows in a database of their own", async () => {
    expect(await hello("migrating")).toEqual(["first row"]);
  });

  it("call each other with service credentials", async () => {
    expect(await hello("caller")).toBe("plugin:caller");
  });

  it("get a service that another package supplies, one instance for all", async () => {
    expect(await hello("counting-one")).not.toBe(await hello("counting-two"));
    expect(
      [await hello("counting-one"), await hello("counting-two")].sort(),
    ).toEqual([1, 2]);
  });

  it("are refused alone where a supplied service throws", async () => {
    expect(await failure("@acme/bad-service")).toMatchObject({
      code: "COMPOSE_INIT_FAILED",
    });
  });

  it("fail alone at import, with message and frame", async () => {
    const reason = await failure("@acme/throws-at-import");
    expect(reason.code).toBe("LOAD_THREW");
    expect(reason.message).toMatch(/broken at import \(at .*index\.js:\d+/);
  });

  it("fail alone where a dependency is missing, which is named", async () => {
    expect(await failure("@acme/incomplete")).toMatchObject({
      code: "LOAD_MODULE_MISSING",
      message: expect.stringContaining("'left-out'") as string,
    });
  });

  it("fail alone where an ES module waits at its top level", async () => {
    expect((await failure("@acme/waits-at-import")).code).toBe("LOAD_DEADLINE");
  });

  it("fail alone without a feature, and with one of the old backend system", async () => {
    expect((await failure("@acme/library")).code).toBe("LOAD_NO_FEATURE");
    expect((await failure("@acme/legacy")).code).toBe("LOAD_LEGACY_FEATURE");
  });

  it("fail alone at init, with the reason", async () => {
    expect(await failure("@acme/throws-at-init")).toMatchObject({
      code: "COMPOSE_INIT_FAILED",
      message: expect.stringContaining("no such key") as string,
    });
    expect(await hello("throws-at-init")).toBe(503);
  });

  it("fail without showing a secret that they quote", async () => {
    const { message } = await failure("@acme/indiscreet");
    expect(message).toContain("can't log in with ***");
    expect(portal.log()).toContain("can't log in with ***");
    expect(portal.log()).not.toContain("sesame");
  });

  it("are given up where their start never ends", async () => {
    await expect
      .poll(async () => (await portal.plugin("@acme/never-ready")).status, {
        timeout: 20_000,
      })
      .toMatchObject({ state: "failed", reason: { code: "COMPOSE_DEADLINE" } });
    expect(await hello("never-ready")).toBe(503);
  });

  it("run without a module that fails", async () => {
    expect(await failure("@acme/bad-module")).toMatchObject({
      code: "COMPOSE_INIT_FAILED",
      message: expect.stringContaining("module 'bad' of 'cjs'") as string,
    });
  });

  it("are refused where their id is taken, naming both packages", async () => {
    const reason = await failure("@acme/cjs-again");
    expect(reason.code).toBe("COMPOSE_DUPLICATE_PLUGIN");
    expect(reason.message).toContain("@acme/cjs ");
    expect(reason.message).toContain("@acme/cjs-again");
  });

  it("fail alone where they throw while they say what they consist of", async () => {
    expect(await failure("@acme/bad-register")).toMatchObject({
      code: "COMPOSE_REGISTER_FAILED",
      message: expect.stringContaining("no features today") as string,
    });
  });

  it("fail alone where a feature loader never ends", async () => {
    expect((await failure("@acme/waits-at-loading")).code).toBe(
      "COMPOSE_DEADLINE",
    );
  });

  it("take their modules with them, which say because of whom", async () => {
    expect(await failure("@acme/bereft")).toMatchObject({
      code: "COMPOSE_PLUGIN_FAILED",
      hint: expect.stringContaining("@acme/throws-at-init") as string,
    });
  });

  it("say so where a module has no plugin", async () => {
    expect(await failure("@acme/orphan")).toMatchObject({
      code: "COMPOSE_PLUGIN_MISSING",
      message: expect.stringContaining("'nowhere'") as string,
    });
  });

  it("survive a rejection that nobody handles, which is logged with its plugin", async () => {
    expect(await hello("stray")).toBe("stray");
    await expect.poll(() => portal.log()).toMatch(/@acme\/stray.*lost promise/);
    expect(await hello("cjs")).toBe("cjs");
  });

  it("share the portal with its own catalog, for guests with a token", async () => {
    const anonymous = await portal.get("/api/catalog/entities");
    expect(anonymous.status).toBe(401);
    const response = await portal.get(
      "/api/catalog/entities",
      await portal.guest(),
    );
    expect(await response.json()).toEqual([]);
  });
});

function writeAll(packages: string): string[] {
  const write = (name: string, index: string, more: PluginOptions = {}) =>
    writePlugin(packages, name, {
      ...more,
      files: { "index.js": index, ...more.files },
    });
  const esm = { packageJson: { type: "module" } };
  return [
    write("@acme/cjs", helloPlugin("cjs")),
    write("@acme/cjs-again", helloPlugin("cjs", "again")),
    write("@acme/esm", ESM, esm),
    write("@acme/alpha", "exports.default = { not: 'a feature' };", {
      files: { "dist/alpha.cjs.js": helloPlugin("alpha") },
    }),
    write("@acme/installer", INSTALLER),
    write("@acme/loader", LOADER),
    write("@acme/private", PRIVATE, {
      files: PRIVATE_FILES,
      packageJson: { bundleDependencies: true },
    }),
    write("@acme/stowaway", `require("zod"); ${helloPlugin("stowaway")}`),
    write("@acme/migrating", MIGRATING, {
      files: { "migrations/20200101_init.js": MIGRATION },
    }),
    write("@acme/callee", CALLEE),
    write("@acme/caller", CALLER),
    write("@acme/counter", COUNTER, { role: "backend-plugin-module" }),
    write("@acme/counting-one", counting("counting-one")),
    write("@acme/counting-two", counting("counting-two")),
    write("@acme/bad-service", BAD_SERVICE),
    write("@acme/throws-at-import", "throw new Error('broken at import');"),
    write("@acme/incomplete", "require('left-out');"),
    write(
      "@acme/waits-at-import",
      "await new Promise(() => setTimeout(() => {}, 1e6));",
      esm,
    ),
    write("@acme/library", "exports.add = (a, b) => a + b;"),
    write(
      "@acme/legacy",
      "exports.dynamicPluginInstaller = { kind: 'legacy', router: {} };",
    ),
    write(
      "@acme/throws-at-init",
      `${API} exports.default = ${plugin("throws-at-init", "http.use((q, r) => r.end()); throw new Error('no such key')")};`,
    ),
    write(
      "@acme/never-ready",
      `${API} exports.default = ${plugin("never-ready", "await new Promise(() => {})")};`,
    ),
    write(
      "@acme/indiscreet",
      `${API} exports.default = ${plugin(
        "indiscreet",
        `throw new Error("can't log in with " + services.config.getString("vault.password"));`,
        "config: api.coreServices.rootConfig",
      )};`,
      { packageJson: { configSchema: VAULT_SCHEMA } },
    ),
    write("@acme/stray", STRAY),
    write(
      "@acme/bad-module",
      module_("cjs", "bad", "throw new Error('bad module')"),
      { role: "backend-plugin-module" },
    ),
    write(
      "@acme/bad-register",
      `${API} exports.default = api.createBackendFeatureLoader({ deps: {}, loader() { throw new Error("no features today"); } });`,
    ),
    write(
      "@acme/waits-at-loading",
      `${API} exports.default = api.createBackendFeatureLoader({ deps: {}, loader: () => new Promise(() => {}) });`,
    ),
    write("@acme/bereft", module_("throws-at-init", "bereft", ""), {
      role: "backend-plugin-module",
    }),
    write("@acme/orphan", module_("nowhere", "lost", ""), {
      role: "backend-plugin-module",
    }),
  ];
}

/** Two plugins that set one key differently. */
function contradicting(packages: string): object[] {
  return ["first-says", "second-says"].map((id) => ({
    package: writePlugin(packages, `@acme/${id}`, {
      files: { "index.js": helloPlugin(id) },
    }),
    pluginConfig: { said: { word: id } },
  }));
}

function module_(pluginId: string, moduleId: string, init: string): string {
  return `${API} exports.default = api.createBackendModule({
    pluginId: "${pluginId}", moduleId: "${moduleId}",
    register(env) { env.registerInit({ deps: {}, async init() { ${init} } }); },
  });`;
}

const VAULT_SCHEMA = {
  type: "object",
  properties: {
    vault: {
      type: "object",
      properties: { password: { type: "string", visibility: "secret" } },
    },
  },
};

const STRAY = `${API}
  const { Router } = require("express");
  exports.default = ${plugin(
    "stray",
    `
    const router = Router();
    router.get("/hello", (_req, res) => {
      setTimeout(() => Promise.reject(new Error("lost promise")), 10);
      res.json({ hello: "stray" });
    });
    http.use(router);
    http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
  )};`;

const ESM = `
  import { createBackendPlugin, coreServices } from "@backstage/backend-plugin-api";
  import express from "express";
  export default createBackendPlugin({
    pluginId: "esm",
    register(env) {
      env.registerInit({
        deps: { http: coreServices.httpRouter },
        async init({ http }) {
          const router = express.Router();
          router.get("/hello", (_req, res) => res.json({ hello: "esm" }));
          http.use(router);
          http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });
        },
      });
    },
  });`;

const INSTALLER = `
  const feature = (source) => { const exports = {}; new Function("exports", "require", source)(exports, require); return exports.default; };
  exports.dynamicPluginInstaller = { kind: "new", install: () => [
    feature(${JSON.stringify(helloPlugin("installer-one"))}),
    feature(${JSON.stringify(helloPlugin("installer-two"))}),
  ] };`;

const LOADER = `${API}
  const { Router } = require("express");
  exports.default = api.createBackendFeatureLoader({
    deps: { config: api.coreServices.rootConfig },
    async loader({ config }) {
      const title = config.getString("app.title");
      return [${plugin(
        "loaded",
        `
        const router = Router();
        router.get("/hello", (_req, res) => res.json({ hello: title }));
        http.use(router);
        http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
      )}];
    },
  });`;

const PRIVATE = `
  const { greeting } = require("greetings");
  const api = require("@backstage/backend-plugin-api");
  const { Router } = require("express");
  exports.default = ${plugin(
    "private",
    `
    const router = Router();
    router.get("/hello", (_req, res) => res.json({ hello: greeting }));
    http.use(router);
    http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
  )};`;

const PRIVATE_FILES = {
  "node_modules/greetings/package.json": `{"name":"greetings","version":"1.0.0","main":"index.js"}`,
  "node_modules/greetings/index.js": `exports.greeting = "brought along";`,
  "node_modules/@backstage/backend-plugin-api/package.json": `{"name":"@backstage/backend-plugin-api","version":"0.1.0","main":"index.js"}`,
  "node_modules/@backstage/backend-plugin-api/index.js": `throw new Error("the bundled copy of a contract was used");`,
};

const MIGRATING = `${API}
  const { Router } = require("express");
  exports.default = ${plugin(
    "migrating",
    `
    const client = await services.database.getClient();
    await client.migrate.latest({ directory: api.resolvePackagePath("@acme/migrating", "migrations") });
    await client("notes").insert({ text: "first row" });
    const router = Router();
    router.get("/hello", async (_req, res) => res.json({ hello: (await client("notes")).map((row) => row.text) }));
    http.use(router);
    http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
    "database: api.coreServices.database",
  )};`;

const MIGRATION = `
  exports.up = (knex) => knex.schema.createTable("notes", (table) => { table.increments("id"); table.text("text"); });
  exports.down = (knex) => knex.schema.dropTable("notes");`;

const CALLEE = `${API}
  const { Router } = require("express");
  exports.default = ${plugin(
    "callee",
    `
    const router = Router();
    router.get("/who", async (req, res) => {
      const credentials = await services.httpAuth.credentials(req, { allow: ["service"] });
      res.json({ subject: credentials.principal.subject });
    });
    http.use(router);`,
    "httpAuth: api.coreServices.httpAuth",
  )};`;

const CALLER = `${API}
  const { Router } = require("express");
  exports.default = ${plugin(
    "caller",
    `
    const router = Router();
    router.get("/hello", async (_req, res, next) => {
      try {
        const { token } = await services.auth.getPluginRequestToken({
          onBehalfOf: await services.auth.getOwnServiceCredentials(), targetPluginId: "callee" });
        const url = await services.discovery.getBaseUrl("callee");
        const answer = await fetch(url + "/who", { headers: { authorization: "Bearer " + token } });
        res.json({ hello: (await answer.json()).subject });
      } catch (error) { next(error); }
    });
    http.use(router);
    http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
    "auth: api.coreServices.auth, discovery: api.coreServices.discovery",
  )};`;

const COUNTER = `${API}
  let made = 0;
  exports.default = api.createServiceFactory({
    service: api.createServiceRef({ id: "acme.counter", scope: "root" }),
    deps: {},
    factory() { made += 1; let count = 0; return { next: () => made === 1 ? ++count : -1 }; },
  });`;

function counting(pluginId: string): string {
  return `${API}
    const { Router } = require("express");
    const counter = api.createServiceRef({ id: "acme.counter", scope: "root" });
    exports.default = ${plugin(
      pluginId,
      `
      const mine = services.counter.next();
      const router = Router();
      router.get("/hello", (_req, res) => res.json({ hello: mine }));
      http.use(router);
      http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
      "counter",
    )};`;
}

const BAD_SERVICE = `${API}
  exports.default = api.createServiceFactory({
    service: api.createServiceRef({ id: "acme.bad", scope: "root" }),
    deps: {},
    factory() { throw new Error("bad service"); },
  });`;
