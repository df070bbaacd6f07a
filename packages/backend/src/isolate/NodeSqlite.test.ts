import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import createKnex, { type Knex } from "knex";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shareSqlite } from "../compose/shareSqlite.ts";
import { NodeSqlite } from "./NodeSqlite.ts";
import { replaceSqliteAddon } from "./replaceSqliteAddon.ts";

const require = createRequire(import.meta.url);
const CATALOG_MIGRATIONS = path.join(
  path.dirname(
    require.resolve("@backstage/plugin-catalog-backend/package.json"),
  ),
  "migrations",
);

let folder: string;
let knex: Knex;

// What knex requires from here on is the adapter.
replaceSqliteAddon();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "flyloft-node-sqlite-"));
  knex = openKnex(path.join(folder, "plugin.sqlite"));
});

afterEach(async () => {
  await knex.destroy();
  rmSync(folder, { recursive: true, force: true });
});

describe("node:sqlite behind knex", () => {
  it("is what anybody gets who asks for better-sqlite3", async () => {
    expect(require("better-sqlite3")).toBe(NodeSqlite);
    const acquired: unknown = await knex.client.acquireConnection();
    expect(acquired).toBeInstanceOf(NodeSqlite);
    await knex.client.releaseConnection(acquired);
  });

  it("runs all of the catalog's migrations, and takes the last ones back", async () => {
    await knex.migrate.latest({ directory: CATALOG_MIGRATIONS });
    const tables = (await knex("sqlite_master")
      .where("type", "table")
      .pluck("name")) as string[];
    expect(tables).toEqual(
      expect.arrayContaining(["refresh_state", "final_entities", "search"]),
    );
    const [, pending] = (await knex.migrate.list({
      directory: CATALOG_MIGRATIONS,
    })) as [unknown[], unknown[]];
    expect(pending).toEqual([]);
    await knex.migrate.down({ directory: CATALOG_MIGRATIONS });
    await knex.migrate.up({ directory: CATALOG_MIGRATIONS });
  });

  it("keeps what is in several tables, with foreign keys, in step", async () => {
    await createTables();
    await knex.transaction(async (transaction) => {
      const [topic] = await transaction("topics")
        .insert({ name: "builds", is_open: true })
        .returning<{ id: number }[]>("id");
      await transaction("notes").insert({ topic_id: topic?.id, text: "red" });
    });
    const rows: unknown = await knex("notes")
      .join("topics", "topics.id", "notes.topic_id")
      .select("text", "is_open");
    expect(rows).toEqual([{ text: "red", is_open: 1 }]);
    await expect(
      knex("notes").insert({ topic_id: 99, text: "stray" }),
    ).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT_FOREIGNKEY" });
    expect(await knex("notes").del()).toBe(1);
  });

  it("takes back a transaction that throws", async () => {
    await createTables();
    const failing = knex.transaction(async (transaction) => {
      await transaction("topics").insert({ name: "lost" });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await knex("topics").select()).toEqual([]);
  });

  it("names a broken rule as better-sqlite3 does", async () => {
    await createTables();
    await knex("topics").insert({ name: "once" });
    await expect(knex("topics").insert({ name: "once" })).rejects.toMatchObject(
      { name: "SqliteError", code: "SQLITE_CONSTRAINT_UNIQUE" },
    );
  });

  it("gives blobs as buffers, and dates as the numbers that knex makes of them", async () => {
    await createTables();
    const data = Buffer.from([0, 255, 7]);
    await knex("topics").insert({ name: "x", data, made_at: new Date(1234) });
    const row = (await knex("topics").first()) as Record<string, unknown>;
    expect(Buffer.isBuffer(row["data"])).toBe(true);
    expect(row).toMatchObject({ data, made_at: 1234, is_open: null });
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it("tells the id of a row that was added and how many were changed", async () => {
    await createTables();
    expect(await knex("topics").insert({ name: "a" })).toEqual([1]);
    expect(await knex("topics").insert({ name: "b" })).toEqual([2]);
    expect(await knex("topics").update({ is_open: false })).toBe(2);
  });

  it("lets writers of several processes wait, with the journal that they need", async () => {
    const client = await shareSqlite({
      getClient: async () => knex,
    } as unknown as Parameters<typeof shareSqlite>[0]).getClient();
    expect(await client.raw("PRAGMA journal_mode")).toEqual([
      { journal_mode: "wal" },
    ]);
    expect(await client.raw("PRAGMA busy_timeout")).toEqual([
      { timeout: 5000 },
    ]);
  });
});

describe("integers beyond what a number holds", () => {
  const big = 2n ** 60n + 1n;

  it("come as the nearest number, or exactly where that was asked for", () => {
    const database = new NodeSqlite();
    database.exec("CREATE TABLE t (n INTEGER)");
    database.prepare("INSERT INTO t VALUES (?)").run(big);
    const select = database.prepare("SELECT n FROM t");
    expect(select.get()).toEqual({ n: Number(big) });
    expect(select.safeIntegers().get()).toEqual({ n: big });
    database.defaultSafeIntegers();
    expect(database.prepare("SELECT n FROM t").all()).toEqual([{ n: big }]);
    database.close();
    expect(database.open).toBe(false);
  });
});

async function createTables(): Promise<void> {
  await knex.schema.createTable("topics", (table) => {
    table.increments("id");
    table.string("name").unique();
    table.boolean("is_open");
    table.binary("data");
    table.dateTime("made_at");
  });
  await knex.schema.createTable("notes", (table) => {
    table.increments("id");
    table.integer("topic_id").references("topics.id");
    table.text("text");
  });
}

function openKnex(filename: string): Knex {
  return createKnex({
    client: "better-sqlite3",
    connection: { filename },
    useNullAsDefault: true,
  });
}
