import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import {
  type VerdaccioService,
  startVerdaccio,
} from "../scripts/services/startVerdaccio.ts";
import { type Portal, startPortal } from "./startPortal.ts";

const LEDGER = "@acme/plugin-ledger-backend";
const MODERN = "@acme/plugin-modern-backend";
const FENCED = "@acme/plugin-fenced-backend";

interface Published {
  readonly name: string;
  readonly version?: string;
  readonly packageJson?: object;
  readonly files: Readonly<Record<string, string>>;
}

const plugin = (id: string, packageJson: object = {}) => ({
  main: "index.js",
  backstage: { role: "backend-plugin", pluginId: id },
  ...packageJson,
});

/** A plugin whose route `/hello` answers with what `answer` is. */
function answering(id: string, answer: string, deps = ""): string {
  return `api.createBackendPlugin({
    pluginId: "${id}",
    register(env) {
      env.registerInit({
        deps: { http: api.coreServices.httpRouter, ${deps} },
        async init({ http, database }) {
          const router = Router();
          router.get("/hello", (req, res, next) => {
            Promise.resolve().then(() => ${answer}).then((body) => res.json(body), next);
          });
          http.use(router);
          http.addAuthPolicy({ path: "/hello", allow: "unauthenticated" });
        },
      });
    },
  })`;
}

const COMMONJS = `
  const api = require("@backstage/backend-plugin-api");
  const { Router } = require("express");`;

/** Published as their authors have them: nothing bundled, nothing exported for anyone. */
const PACKAGES: readonly Published[] = [
  {
    name: "@acme/money",
    version: "1.4.0",
    files: { "index.js": "exports.currency = 'old coins';" },
  },
  {
    name: "@acme/money",
    version: "2.0.0",
    files: { "index.js": "exports.currency = 'new coins';" },
  },
  {
    name: "@acme/undeclared",
    files: { "index.js": "exports.is = 'found';" },
  },
  {
    name: "@acme/ledger-node",
    packageJson: {
      dependencies: { "@acme/money": "^2.0.0", "@acme/undeclared": "*" },
      configSchema: "config.schema.json",
    },
    files: {
      "index.js": `
        const { resolvePackagePath } = require("@backstage/backend-plugin-api");
        exports.currency = require("@acme/money").currency;
        exports.open = async (database) => {
          const knex = await database.getClient();
          await knex.migrate.latest({ directory: resolvePackagePath("@acme/ledger-node", "migrations") });
          return knex("entries").pluck("text");
        };`,
      "migrations/20240101_entries.js": `
        exports.up = async (knex) => {
          await knex.schema.createTable("entries", (table) => table.string("text"));
          await knex("entries").insert({ text: "first entry" });
        };
        exports.down = (knex) => knex.schema.dropTable("entries");`,
      "config.schema.json": JSON.stringify({
        type: "object",
        properties: {
          ledger: {
            type: "object",
            properties: {
              pages: { type: "number" },
              token: { type: "string", visibility: "secret" },
            },
          },
          backend: { type: "object", deepVisibility: "frontend" },
        },
      }),
    },
  },
  {
    name: LEDGER,
    packageJson: plugin("ledger", {
      dependencies: {
        "@acme/ledger-node": "^1.0.0",
        "@acme/money": "^1.0.0",
        "@backstage/backend-plugin-api": "^1.0.0",
        express: "^4.0.0",
      },
    }),
    files: {
      "thread.js": `
        const { parentPort } = require("worker_threads");
        parentPort.postMessage([require("@acme/money").currency, typeof require("@backstage/errors").NotFoundError]);`,
      "index.js": `${COMMONJS}
        const { Worker } = require("worker_threads");
        const inThread = () => new Promise((resolve, reject) =>
          new Worker(require.resolve("./thread.js")).once("message", resolve).once("error", reject));
        exports.default = ${answering(
          "ledger",
          `(async () => ({
            own: require("@acme/money").currency,
            below: require("@acme/ledger-node").currency,
            entries: await require("@acme/ledger-node").open(database),
            undeclared: require("@acme/undeclared").is,
            thread: await inThread(),
          }))()`,
          "database: api.coreServices.database",
        )};`,
    },
  },
  {
    name: "@acme/modern-core",
    packageJson: { type: "module", exports: "./index.js" },
    files: { "index.js": "export const answer = await Promise.resolve(42);" },
  },
  {
    name: MODERN,
    packageJson: plugin("modern", {
      type: "module",
      exports: { ".": "./index.js", "./package.json": "./package.json" },
      dependencies: { "@acme/modern-core": "^1.0.0" },
    }),
    files: {
      "index.js": `
        import * as api from "@backstage/backend-plugin-api";
        import { Router } from "express";
        import { answer } from "@acme/modern-core";
        export default ${answering("modern", "({ answer })")};`,
    },
  },
  {
    name: FENCED,
    packageJson: plugin("fenced", {
      dependencies: { "@acme/money": "^2.0.0" },
    }),
    files: {
      "index.js": `${COMMONJS}
        const { currency } = require("@acme/money");
        const read = (file) => { try { require("fs").readFileSync(file); return "read"; } catch (error) { return error.code; } };
        exports.default = ${answering("fenced", "({ currency, other: read(req.query.file) })")};`,
    },
  },
];

const temp = makeTempFolder("published-backends");
let registry: VerdaccioService;
let portal: Portal;

function write({ name, version = "1.0.0", packageJson, files }: Published) {
  const dir = path.join(temp.path, `${name}-${version}`);
  const all = {
    ...files,
    "package.json": JSON.stringify({ name, version, ...packageJson }),
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  }
  return dir;
}

const entries = (pages: unknown) => [
  {
    package: LEDGER,
    pluginConfig: { ledger: { pages, token: "correct-horse" } },
  },
  { package: MODERN, isolation: "process" },
  { package: FENCED, isolation: "sandbox" },
];

async function hello(id: string, query = ""): Promise<unknown> {
  const response = await portal.fetch(`/api/${id}/hello${query}`);
  expect(response.status, portal.log()).toBe(200);
  return response.json();
}

beforeAll(async () => {
  registry = await startVerdaccio();
  for (const each of PACKAGES) await registry.publish(write(each));
  portal = await startPortal({
    plugins: entries(3),
    files: { ".npmrc": registry.npmrc() },
  });
});

afterAll(async () => {
  await portal?.stop();
  await registry?.stop();
  temp.remove();
});

describe("backends named as they were published", () => {
  it("are active, each in the process that its entry asks for", async () => {
    const plugins = await portal.plugins();
    for (const name of [LEDGER, MODERN, FENCED]) {
      expect(plugins.get(name)?.status, name).toEqual({ state: "active" });
    }
    expect(plugins.get(MODERN)?.isolation?.inForce).toBe("process");
    expect(plugins.get(FENCED)?.isolation?.inForce).toBe("sandbox");
  });

  it("have their own dependencies, with migrations, in threads too", async () => {
    expect(await hello("ledger")).toEqual({
      own: "old coins",
      below: "new coins",
      entries: ["first entry"],
      undeclared: "found",
      thread: ["old coins", "function"],
    });
  });

  it("may be ECMAScript modules only, and depend on such", async () => {
    expect(await hello("modern")).toEqual({ answer: 42 });
  });

  it("see in a sandbox what was brought for them, and not what was brought for others", async () => {
    const plugins = path.join(portal.folder, ".flyloft/store/links");
    const { globSync } = await import("node:fs");
    const [file] = globSync(`${plugins}/@acme+ledger-node@*/**/index.js`);
    expect(file).toBeDefined();
    const answer = await hello(
      "fenced",
      `?file=${encodeURIComponent(file ?? "")}`,
    );
    expect(answer).toEqual({
      currency: "new coins",
      other: expect.stringMatching(/^(?:ERR_ACCESS_DENIED|ENOENT)$/),
    });
  });

  it("can't show the portal's configuration to browsers by a schema", async () => {
    const page = await (await portal.fetch("/")).text();
    expect(page).not.toContain("pluginKeyStore");
    const { warnings } = (await portal.plugins()).get(LEDGER) ?? {};
    expect(warnings?.map(({ code }) => code)).toContain(
      "COMPOSE_SCHEMA_OVERREACH",
    );
  });

  it("keep running where a change sets what their schema doesn't accept, which is told with its line", async () => {
    portal.configure({
      plugins: entries("many"),
      dynamicPlugins: { generations: { watch: false } },
    });
    expect(await portal.reload()).toMatchObject({
      state: "rejected",
      reason: {
        code: "COMPOSE_CONFIG_INVALID",
        message: expect.stringMatching(
          /`ledger\.pages` must be a number, but it is a string \(.*app-config\.yaml:\d+\)/,
        ),
        place: { key: "ledger.pages" },
      },
    });
    expect(await hello("ledger")).toMatchObject({ own: "old coins" });
  });
});
