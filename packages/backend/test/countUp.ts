import { createRequire } from "node:module";
import type * as Database from "@backstage/backend-defaults/database";
import { ConfigReader } from "@backstage/config";
import type { DatabaseService } from "@backstage/backend-plugin-api";
import { shareSqlite } from "../src/compose/shareSqlite.ts";

/**
 * A process that adds 1 to the counter in a plugin's database, as often as it is told: each time it reads, lets others
 * run, and writes what it read plus 1.
 */
const [directory, rounds, mode] = process.argv.slice(2);
const { DatabaseManager } = createRequire(import.meta.url)(
  "@backstage/backend-defaults/database",
) as typeof Database;

const manager = DatabaseManager.fromConfig(
  new ConfigReader({
    backend: {
      database: { client: "better-sqlite3", connection: { directory } },
    },
  }),
);
const database: DatabaseService = manager.forPlugin("counter", {
  logger: undefined as never,
  lifecycle: undefined as never,
});
const service = mode === "bare" ? database : shareSqlite(database);
const knex = await service.getClient();

process.send?.("ready");
await new Promise((resolve) => process.once("message", resolve));
for (let round = 0; round < Number(rounds); round++) {
  await knex.transaction(async (transaction) => {
    const row = await transaction("counts").first<{ count: number }>();
    await new Promise((resolve) => setImmediate(resolve));
    await transaction("counts").update({ count: (row?.count ?? 0) + 1 });
  });
}
process.exit(0);
