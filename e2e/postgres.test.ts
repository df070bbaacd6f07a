import { knex } from "knex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type PostgresService,
  startPostgres,
} from "../scripts/services/startPostgres.ts";
import { bundled, startPortal } from "./startPortal.ts";

let postgres: PostgresService;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(() => postgres?.stop());

describe("a portal on PostgreSQL", () => {
  it("gives a plugin a database of its own, migrated, and keeps its rows over a restart", async () => {
    const options = {
      plugins: [{ package: bundled("links-backend") }],
      config: {
        backend: {
          database: { client: "pg", connection: postgres.connection },
        },
      },
    };
    const portal = await startPortal(options);
    const link = { title: "Runbooks", url: "https://example.org/runbooks" };
    const created = await portal.fetch("/api/links", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(link),
    });
    expect(created.status).toBe(201);
    await portal.stop();

    expect(await readTitles()).toEqual(["Runbooks"]);
    const again = await startPortal({ ...options, folder: portal.folder });
    const listed = await again.fetch("/api/links");
    expect(JSON.stringify(await listed.json())).toContain(link.url);
    await again.stop();
  });
});

/** Straight from the plugin's own database. */
async function readTitles(): Promise<string[]> {
  const database = knex({
    client: "pg",
    connection: { ...postgres.connection, database: "backstage_plugin_links" },
  });
  try {
    return await database("links").pluck<string[]>("title");
  } finally {
    await database.destroy();
  }
}
