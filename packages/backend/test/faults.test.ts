import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { packTarball } from "../../../scripts/services/packTarball.ts";
import { startPostgres } from "../../../scripts/services/startPostgres.ts";
import { helloPlugin, plugin, writePlugin } from "./fixturePlugins.ts";
import {
  type Fixture,
  type FixtureOptions,
  startFixture,
} from "./startFixture.ts";

const temp = makeTempFolder("faults");
const packages = path.join(temp.path, "packages");
const ASKED = { generations: { watch: false } };
const DISK = 40_000_000;

const good = writePlugin(packages, "@acme/good", {
  files: { "index.js": helloPlugin("good") },
});

afterAll(() => temp.remove());

async function greeting(portal: Fixture, id = "good"): Promise<unknown> {
  const response = await portal.get(`/api/${id}/hello`);
  return response.status === 200
    ? ((await response.json()) as { hello: string }).hello
    : response.status;
}

/** Makes the folder that a mount needs. */
function dataFolder(folder: string): string {
  const data = path.join(folder, ".flyloft");
  mkdirSync(data, { recursive: true });
  return data;
}

function codeIn(error: unknown): string {
  return (
    /\b(?:SUPERVISE|INSTALL)_\w+/.exec(String(error))?.[0] ?? String(error)
  );
}

describe("a portal whose disk is full", () => {
  it("refuses the change with the reason, and goes on", async () => {
    const folder = path.join(temp.path, "full");
    const small = { path: dataFolder(folder), bytes: DISK };
    const options = { plugins: [{ package: good }], dynamicPlugins: ASKED };
    const portal = await startFixture({ folder, ...options, view: { small } });
    const big = writePlugin(packages, "@acme/big", {
      files: {
        "index.js": helloPlugin("big"),
        "data.txt": "0123456789".repeat(DISK / 10),
      },
    });
    portal.configure({
      ...options,
      plugins: [{ package: good }, { package: big }],
    });
    expect(await portal.reload()).toMatchObject({
      state: "rejected",
      reason: { code: "INSTALL_DISK_FULL" },
    });
    expect(await greeting(portal)).toBe("good");

    // Now there is no room for anything.
    const filler = `/proc/${portal.pid}/root${small.path}/filler`;
    fill(filler);
    portal.configure({ ...options, config: { good: { text: "x" } } });
    expect(await portal.reload()).toMatchObject({
      state: "rejected",
      reason: {
        code: "SUPERVISE_DATA_UNWRITABLE",
        message: expect.stringContaining("ENOSPC"),
      },
    });
    const [newest] = await portal.generations();
    expect(newest).toMatchObject({
      state: "rejected",
      reason: { code: "SUPERVISE_DATA_UNWRITABLE" },
    });
    expect(await greeting(portal)).toBe("good");

    writeFileSync(filler, "");
    const outcome = await portal.reload();
    expect(outcome).toMatchObject({ state: "active" });
    expect(await portal.generations()).toMatchObject([
      { state: "active" },
      { state: "rejected" },
      { state: "rejected" },
      { state: "retired" },
    ]);
    await portal.stop();
  });
});

function fill(file: string): void {
  for (let size = 1_000_000; size > 0; size = Math.floor(size / 2)) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size, 1), { flag: "a" });
    } catch {
      // Not so much; maybe half of it.
    }
  }
}

describe("a portal on a file system that is read only", () => {
  const options = (folder: string): FixtureOptions => ({
    folder,
    plugins: [{ package: good }],
    dynamicPlugins: ASKED,
  });

  it("names the folder that has to be writable", async () => {
    const folder = path.join(temp.path, "read-only");
    const failing = startFixture({
      ...options(folder),
      view: { readOnly: [temp.path] },
    });
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(codeIn(error)).toBe("SUPERVISE_DATA_UNWRITABLE");
    expect(String(error)).toContain(path.join(folder, ".flyloft"));
    expect(String(error)).toContain("read-only file system");
  });

  it("says what to do about a lockfile that can't be written, and needs only `.flyloft` where it is frozen", async () => {
    const folder = path.join(temp.path, "config-map");
    const data = dataFolder(folder);
    const view = { readOnly: [temp.path], writable: [data] };
    const failing = startFixture({ ...options(folder), view });
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(codeIn(error)).toBe("INSTALL_STORE_UNWRITABLE");
    expect(String(error)).toContain(path.join(folder, "plugins.lock.yaml"));
    expect(String(error)).toContain("--frozen");

    // As a pipeline makes it, where it can be written.
    const first = await startFixture(options(folder));
    await first.stop();
    const portal = await startFixture({
      ...options(folder),
      view,
      args: ["--frozen"],
    });
    expect(await greeting(portal)).toBe("good");
    await portal.stop();
  });
});

describe("a plugin that could not be fetched", () => {
  it("joins by itself when it can be, and stays away where somebody went back", async () => {
    const late = writePlugin(packages, "@acme/late", {
      files: { "index.js": helloPlugin("late") },
    });
    const tarball = await packTarball({ cwd: late, prefix: "package" });
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}/late.tgz`;
    const portal = await startFixture({
      folder: path.join(temp.path, "late"),
      plugins: [{ package: good }, { package: url }],
      dynamicPlugins: { generations: { watch: false, retry: "1s" } },
    });
    expect(await greeting(portal, "late")).toBe(404);
    const server = createServer((_request, response) => response.end(tarball));
    await new Promise<void>((resolve) =>
      server.listen(port, "127.0.0.1", resolve),
    );
    while ((await greeting(portal, "late")) !== "late") await sleep(100);
    expect(await greeting(portal)).toBe("good");
    const [newest] = await portal.generations();
    expect(newest?.cause).toContain("another try to install");

    expect(await portal.rollBack()).toMatchObject({ state: "active" });
    await sleep(2_500);
    expect(await greeting(portal, "late")).toBe(404);
    await portal.stop();
    server.close();
  });
});

describe("modules that depend on each other in a circle", () => {
  it("keep their plugin out, with the circle in the reason, and nobody else", async () => {
    const portal = await startFixture({
      folder: path.join(temp.path, "circle"),
      plugins: [
        {
          package: writePlugin(packages, "@acme/circle", {
            files: { "index.js": helloPlugin("circle") },
          }),
        },
        { package: circularModules() },
        { package: good },
      ],
    });
    expect(await greeting(portal)).toBe("good");
    const { status } = await portal.plugin("@acme/circle");
    expect(status).toMatchObject({
      state: "failed",
      reason: {
        message: expect.stringContaining(
          "Circular dependency detected for modules of plugin 'circle', 'first' -> 'second' -> 'first'",
        ),
      },
    });
    expect((await portal.plugin("@acme/circle-modules")).status.state).toBe(
      "failed",
    );
    await portal.stop();
  });
});

/** Each takes part in what the other one offers. */
function circularModules(): string {
  const module = (id: string, own: string, other: string) => `
    api.createBackendModule({ pluginId: "circle", moduleId: "${id}", register(env) {
      env.registerExtensionPoint(${own}, {});
      env.registerInit({ deps: { other: ${other} }, async init() {} });
    } })`;
  return writePlugin(packages, "@acme/circle-modules", {
    role: "backend-plugin-module",
    files: {
      "index.js": `
        const api = require("@backstage/backend-plugin-api");
        const a = api.createExtensionPoint({ id: "circle.a" });
        const b = api.createExtensionPoint({ id: "circle.b" });
        const features = [${module("first", "a", "b")}, ${module("second", "b", "a")}];
        exports.default = api.createBackendFeatureLoader({ loader: () => features });
      `,
    },
  });
}

/** Version 2 changes the table, then fails. */
function migratingPlugin(version: 1 | 2): string {
  const migration = (number: number, up: string) => ({
    [`migrations/${number}.js`]: `exports.up = async (knex) => { ${up} }; exports.down = async () => {};`,
  });
  return writePlugin(path.join(packages, `v${version}`), "@acme/migrating", {
    packageJson: { version: `${version}.0.0` },
    files: {
      ...migration(
        1,
        `
        await knex.schema.createTable("notes", table => { table.increments("id"); table.string("text"); });
        await knex("notes").insert({ text: "kept" });`,
      ),
      ...(version === 2 &&
        migration(
          2,
          `
        await knex.schema.alterTable("notes", table => { table.string("author"); });
        await knex("notes").update({ text: "spoilt" });
        throw new Error("halfway");`,
        )),
      "index.js": `
        const api = require("@backstage/backend-plugin-api");
        exports.default = ${plugin(
          "migrating",
          `
          const client = await services.database.getClient();
          await client.migrate.latest({ directory: require("path").join(__dirname, "migrations") });
          const router = require("express").Router();
          router.get("/hello", async (_req, res) => res.json({ hello: await client("notes").select() }));
          http.use(router);
          http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });`,
          "database: api.coreServices.database",
        )};`,
    },
  });
}

describe.each(["SQLite", "PostgreSQL"] as const)(
  "an upgrade on %s whose migration fails halfway",
  (kind) => {
    it("gets no traffic, and the version before keeps its data and serves", async () => {
      const postgres =
        kind === "PostgreSQL" ? await startPostgres() : undefined;
      const database = postgres && {
        database: { client: "pg", connection: postgres.connection },
      };
      const options = (version: 1 | 2) => ({
        plugins: [{ package: migratingPlugin(version) }],
        dynamicPlugins: ASKED,
        ...(database && { backend: database }),
      });
      const folder = path.join(temp.path, `migrating-${kind}`);
      const portal = await startFixture({ folder, ...options(1) });
      const rows = [{ id: 1, text: "kept" }];
      expect(await greeting(portal, "migrating")).toEqual(rows);
      portal.configure(options(2));
      expect(await portal.reload()).toMatchObject({
        state: "rejected",
        reason: {
          code: "COMPOSE_INIT_FAILED",
          message: expect.stringContaining("halfway"),
        },
      });
      // Neither the column nor the text of the migration that failed.
      expect(await greeting(portal, "migrating")).toEqual(rows);
      await portal.stop();
      await postgres?.stop();
    });
  },
);
