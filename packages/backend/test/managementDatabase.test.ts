import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempFolder } from "../../../scripts/services/makeTempFolder.ts";
import { helloPlugin, plugin, writePlugin } from "./fixturePlugins.ts";
import { type Fixture, startFixture } from "./startFixture.ts";

const temp = makeTempFolder("management-database");
const roots = path.join(temp.path, "roots");
const folder = path.join(temp.path, "portal");
const database = path.join(
  folder,
  ".flyloft/databases/plugin-manager/plugin-manager.sqlite",
);

/** Keeps the plugin manager's database for itself. */
const LOCKER = `
  const api = require("@backstage/backend-plugin-api");
  exports.default = ${plugin(
    "locker",
    `
    const knex = await services.database.getClient();
    await knex.raw("ATTACH DATABASE ? AS manager", [${JSON.stringify(database)}]);
    await knex.raw("BEGIN EXCLUSIVE");`,
    "database: api.coreServices.database",
  )};
`;

let portal: Fixture;

beforeAll(async () => {
  mkdirSync(roots, { recursive: true });
  portal = await startFixture({
    folder,
    plugins: [],
    dynamicPlugins: {
      management: { directories: [roots] },
      marketplace: { catalogs: [], updates: false },
    },
  });
}, 120_000);

afterAll(async () => {
  await portal?.stop();
  temp.remove();
});

const install = (id: string, code: string) => {
  const files = { "index.js": code };
  const directory = writePlugin(roots, `@acme/${id}`, { files });
  return portal.run(() =>
    portal.client.POST("/plugins", { body: { directory } }),
  );
};

describe("a portal whose database is gone when a change is to be kept", () => {
  it("goes back to what was before", async () => {
    expect(
      (await install("hello", helloPlugin("hello"))).error,
    ).toBeUndefined();
    const job = await install("locker", LOCKER);
    expect(job.state).toBe("failed");
    const { data } = await portal.client.GET("/plugins");
    expect(data?.items.map((item) => item.name)).toEqual(["@acme/hello"]);
  }, 120_000);
});
