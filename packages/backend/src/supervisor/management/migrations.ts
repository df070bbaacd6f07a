import type { Knex } from "knex";

interface Migration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
}

/** In order. A migration that was released stays as it is; a change is another one. */
const MIGRATIONS: readonly Migration[] = [
  {
    name: "20261129000000_management",
    async up(knex) {
      await knex.schema.createTable("desired_plugins", (table) => {
        table.string("key", 512).primary();
        table.text("document").notNullable();
      });
      await knex.schema.createTable("secret_settings", (table) => {
        table.string("id", 64).primary();
        table.string("key", 512).notNullable().index();
        table.text("sealed").notNullable();
      });
      await knex.schema.createTable("audit", (table) => {
        table.increments("number");
        table.string("at", 32).notNullable();
        table.string("key", 512).index();
        table.string("plugin", 512).index();
        table.text("document").notNullable();
      });
      await knex.schema.createTable("jobs", (table) => {
        table.string("id", 36).primary();
        table.string("created_at", 32).notNullable().index();
        table.string("request_key", 512).unique();
        table.string("request_hash", 64).notNullable();
        table.text("document").notNullable();
      });
      await knex.schema.createTable("known_plugins", (table) => {
        table.string("name", 512).primary();
        table.string("plugin_id", 255).notNullable();
      });
    },
  },
  {
    name: "20261129000001_removals",
    async up(knex) {
      await knex.schema.createTable("removals", (table) => {
        table.string("id", 36).primary();
        table.text("document").notNullable();
      });
    },
  },
];

/** For knex. They are in the code: a bundle has no folder of them. */
export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...MIGRATIONS]),
  getMigrationName: ({ name }) => name,
  getMigration: ({ up }) =>
    Promise.resolve({ up, down: async () => undefined }),
};
