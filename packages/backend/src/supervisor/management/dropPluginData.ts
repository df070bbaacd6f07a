import { existsSync, readdirSync, rmSync, rmdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type AppConfig, ConfigReader } from "@backstage/config";
import type { Knex } from "knex";
import { connect, sqliteFile } from "./ManagementDatabase.ts";

/** It becomes a part of a file's name and the name of a schema, and its package chose it. */
const ID = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/i;
/** What SQLite keeps beside a file: https://www.sqlite.org/tempfiles.html */
const BESIDE: ReadonlySet<string> = new Set(["", "-wal", "-shm", "-journal"]);
/** PostgreSQL's own. */
const SYSTEM_SCHEMA = /^(?:public|information_schema|pg_.*)$/i;

/** What of a plugin's data could not be removed, in words; undefined where nothing is left. */
export type Leftover = string | undefined;

const hostRequire = createRequire(import.meta.url);

/**
 * Removes the tables of one plugin: its SQLite file, its database or its schema in PostgreSQL, as `backend.database`
 * divides them. A database that the configuration names for the plugin may hold more than its tables, and stays.
 *
 * No process may use it any more.
 */
export async function dropPluginData(
  configs: readonly AppConfig[],
  pluginId: string,
): Promise<Leftover> {
  if (!ID.test(pluginId)) {
    return `The tables of ${pluginId} stay: that is no plugin's id.`;
  }
  const file = sqliteFile(configs, pluginId);
  if (file !== undefined) return removeSqlite(file, pluginId);
  const config = ConfigReader.fromConfigs([...configs]);
  const database = config.getOptionalConfig("backend.database");
  const own = database?.getOptionalConfig(`plugin.${pluginId}`);
  const client =
    own?.getOptionalString("client") ?? database?.getOptionalString("client");
  if (client === "better-sqlite3" || client === "sqlite3") return undefined;
  if (client !== "pg") {
    return `The database of ${pluginId} stays: the portal removes none of ${client ?? "this kind"}.`;
  }
  const isDivided = database?.getOptionalString("pluginDivisionMode");
  const knex = await connect(configs, pluginId);
  try {
    return isDivided === "schema"
      ? await dropSchema(
          knex,
          database?.getOptionalString("schemaPrefix"),
          pluginId,
        )
      : await dropDatabase(
          knex,
          database?.getOptionalString("prefix"),
          pluginId,
        );
  } finally {
    await knex.destroy();
  }
}

/** The file and what SQLite keeps beside it; the folder where it was the plugin's alone. */
function removeSqlite(file: string, pluginId: string): Leftover {
  const folder = path.dirname(file);
  if (!existsSync(folder)) return undefined;
  const name = path.basename(file);
  for (const each of readdirSync(folder)) {
    const isOwn = each.startsWith(name) && BESIDE.has(each.slice(name.length));
    if (isOwn) rmSync(path.join(folder, each), { force: true });
  }
  const isAlone =
    path.basename(folder) === pluginId && readdirSync(folder).length === 0;
  if (isAlone) rmdirSync(folder);
  return undefined;
}

async function dropSchema(
  knex: Knex,
  prefix: string | undefined,
  pluginId: string,
): Promise<Leftover> {
  const schema = `${prefix ?? ""}${pluginId}`;
  if (SYSTEM_SCHEMA.test(schema)) {
    return `The tables of ${pluginId} stay: the schema ${schema} holds others' as well.`;
  }
  await knex.raw("DROP SCHEMA IF EXISTS ?? CASCADE", [schema]);
  return undefined;
}

/** From another database: nobody can drop the one that they are in. */
async function dropDatabase(
  knex: Knex,
  prefix: string | undefined,
  pluginId: string,
): Promise<Leftover> {
  const { rows } = await knex.raw<{ rows: { name: string }[] }>(
    "SELECT current_database() AS name",
  );
  const name = rows[0]?.name;
  const expected = `${prefix || "backstage_plugin_"}${pluginId}`;
  if (name !== expected) {
    return `The tables of ${pluginId} stay: its database ${name ?? ""} is named in the configuration and may hold others'.`;
  }
  const { client, connection } = knex.client.config as Knex.Config;
  await knex.destroy();
  const knexFactory = hostRequire("knex") as (config: Knex.Config) => Knex;
  const admin = knexFactory({
    client: client ?? "pg",
    connection: {
      ...(connection as Knex.PgConnectionConfig),
      database: "postgres",
    },
    pool: { min: 0, max: 1 },
  });
  try {
    await admin.raw("DROP DATABASE IF EXISTS ?? WITH (FORCE)", [name]);
  } finally {
    await admin.destroy();
  }
  return undefined;
}
