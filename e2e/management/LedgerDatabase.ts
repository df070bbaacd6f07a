import { existsSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Knex, knex } from "knex";

/** What is in the tables of one plugin that keeps entries. */
export interface LedgerData {
  readonly entries: readonly string[];
  /** The migrations that ran, in their order, each with the moment when it did. */
  readonly migrations: readonly string[];
}

/** Straight from the plugin's SQLite file; undefined where there is none. */
export function readSqlite(
  folder: string,
  pluginId: string,
): LedgerData | undefined {
  const databases = path.join(folder, ".flyloft/databases");
  // A plugin whose id was known before it started has a folder of its own.
  const file = [pluginId, "."]
    .map((dir) => path.join(databases, dir, `${pluginId}.sqlite`))
    .find((name) => existsSync(name));
  if (file === undefined) return undefined;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const entries = database.prepare("SELECT text FROM entries ORDER BY id");
    const migrations = database.prepare(
      "SELECT name, migration_time FROM knex_migrations ORDER BY id",
    );
    return {
      entries: entries.all().map(({ text }) => String(text)),
      migrations: migrations
        .all()
        .map((row) => `${row["name"]} at ${row["migration_time"]}`),
    };
  } finally {
    database.close();
  }
}

/** Straight from PostgreSQL, where the plugin's database or schema is; undefined where there is none. */
export async function readPostgres(
  connection: Knex.PgConnectionConfig,
  mode: "database" | "schema",
  pluginId: string,
): Promise<LedgerData | undefined> {
  const name = mode === "database" ? `backstage_plugin_${pluginId}` : pluginId;
  const admin = open(connection);
  try {
    const found =
      mode === "database"
        ? await admin("pg_database").where({ datname: name })
        : await admin("pg_namespace").where({ nspname: name });
    if (found.length === 0) return undefined;
  } finally {
    await admin.destroy();
  }
  const own =
    mode === "database"
      ? open({ ...connection, database: name })
      : open(connection, name);
  try {
    const migrations = await own<{ name: string; migration_time: Date }>(
      "knex_migrations",
    ).orderBy("id");
    return {
      entries: await own("entries").orderBy("id").pluck<string[]>("text"),
      migrations: migrations.map(
        (row) => `${row.name} at ${row.migration_time.toISOString()}`,
      ),
    };
  } finally {
    await own.destroy();
  }
}

function open(connection: Knex.PgConnectionConfig, schema?: string): Knex {
  return knex({
    client: "pg",
    connection,
    pool: { min: 0, max: 1 },
    ...(schema !== undefined && { searchPath: [schema] }),
  });
}
