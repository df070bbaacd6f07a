import type { DatabaseService } from "@backstage/backend-plugin-api";

type Knex = Awaited<ReturnType<DatabaseService["getClient"]>>;

/** What better-sqlite3's connections, libsql's and those of an adapter over `node:sqlite` have in common. */
interface Connection {
  exec(sql: string): unknown;
  prepare(sql: string): unknown;
}

/** The part of knex's client for better-sqlite3 that opens the files. */
interface SqliteClient {
  readonly driverName: string;
  readonly connectionSettings: { readonly filename?: unknown };
  acquireRawConnection(): Promise<Connection>;
}

/**
 * Lets two processes work with a plugin's SQLite file at once, since two generations do for a while: writers wait for
 * each other in place of failing, and readers for nobody. Other databases and those in memory are left alone.
 */
export function shareSqlite(database: DatabaseService): DatabaseService {
  let shared: Promise<Knex> | undefined;
  return {
    ...database,
    getClient() {
      shared ??= database.getClient().then(share, (error: unknown) => {
        shared = undefined;
        throw error;
      });
      return shared;
    },
  };
}

function share(knex: Knex): Knex {
  const client = knex.client as SqliteClient;
  const inMemory = client.connectionSettings?.filename === ":memory:";
  if (client.driverName !== "better-sqlite3" || inMemory) return knex;
  const open = client.acquireRawConnection.bind(client);
  client.acquireRawConnection = async () => setUp(await open());
  return knex;
}

function setUp(connection: Connection): Connection {
  connection.exec("PRAGMA busy_timeout = 5000");
  try {
    connection.exec("PRAGMA journal_mode = WAL");
  } catch (error) {
    // Another process works with a file that never had the journal: it gets it when that one is gone.
    if (!isBusy(error)) throw error;
  }
  const prepare = connection.prepare.bind(connection);
  // A transaction that reads first can't wait for another's write: SQLite would fail it at once. This way it waits at
  // its beginning. https://sqlite.org/lang_transaction.html
  connection.prepare = (sql) =>
    prepare(sql === "BEGIN;" ? "BEGIN IMMEDIATE;" : sql);
  return connection;
}

function isBusy(error: unknown): boolean {
  return /database is locked|SQLITE_BUSY/.test(String(error));
}
