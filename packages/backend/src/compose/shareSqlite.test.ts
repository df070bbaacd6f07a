import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DatabaseService } from "@backstage/backend-plugin-api";
import createKnex from "knex";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shareSqlite } from "./shareSqlite.ts";

const ROUNDS = 150;
const PROGRAM = path.resolve(import.meta.dirname, "../../test/countUp.ts");

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "flyloft-sqlite-"));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("a plugin's SQLite file", () => {
  it("takes the writes of two processes at once, and loses none", async () => {
    await createCounter();
    const codes = await runTwo("shared");
    expect(codes).toEqual([0, 0]);
    expect(await readCount()).toBe(2 * ROUNDS);
  }, 60_000);

  it("would lose some of them to SQLITE_BUSY as it is", async () => {
    await createCounter();
    expect(await runTwo("bare")).not.toEqual([0, 0]);
  }, 60_000);
});

describe("shareSqlite", () => {
  it("turns the journal on for files", async () => {
    const knex = await clientFor(path.join(folder, "a.sqlite"));
    const [mode] = await knex.raw<{ journal_mode: string }[]>(
      "PRAGMA journal_mode",
    );
    const [busy] = await knex.raw<{ timeout: number }[]>("PRAGMA busy_timeout");
    expect(mode?.journal_mode).toBe("wal");
    expect(busy?.timeout).toBe(5000);
    await knex.destroy();
  });

  it("leaves databases in memory alone", async () => {
    const knex = await clientFor(":memory:");
    const [mode] = await knex.raw<{ journal_mode: string }[]>(
      "PRAGMA journal_mode",
    );
    expect(mode?.journal_mode).toBe("memory");
    await knex.destroy();
  });

  it("asks again after a failure", async () => {
    let asked = 0;
    const knex = createClient(":memory:");
    const service = shareSqlite({
      getClient: () =>
        asked++ === 0 ? Promise.reject(new Error("no")) : Promise.resolve(knex),
    });
    await expect(service.getClient()).rejects.toThrow("no");
    await expect(service.getClient()).resolves.toBe(knex);
    await knex.destroy();
  });
});

async function createCounter(): Promise<void> {
  const knex = createClient(path.join(folder, "counter.sqlite"));
  await knex.schema.createTable("counts", (table) => table.integer("count"));
  await knex("counts").insert({ count: 0 });
  await knex.destroy();
}

async function readCount(): Promise<number | undefined> {
  const knex = createClient(path.join(folder, "counter.sqlite"));
  const row = await knex("counts").first<{ count: number }>();
  await knex.destroy();
  return row?.count;
}

async function runTwo(mode: string): Promise<unknown[]> {
  const pair = [0, 1].map(() =>
    fork(PROGRAM, [folder, String(ROUNDS), mode], {
      execArgv: ["--conditions=flyloft-source"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    }),
  );
  children.push(...pair);
  const ended = pair.map((child) => once(child, "exit"));
  await Promise.all(pair.map((child) => once(child, "message")));
  for (const child of pair) child.send("go");
  return (await Promise.all(ended)).map(([code]) => code as unknown);
}

function createClient(filename: string) {
  return createKnex({
    client: "better-sqlite3",
    connection: { filename },
    useNullAsDefault: true,
  });
}

function clientFor(filename: string) {
  const knex = createClient(filename);
  const service: DatabaseService = { getClient: () => Promise.resolve(knex) };
  return shareSqlite(service).getClient();
}
