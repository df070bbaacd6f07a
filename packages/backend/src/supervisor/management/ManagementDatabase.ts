import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type AppConfig, ConfigReader } from "@backstage/config";
import type { DatabaseService } from "@backstage/backend-plugin-api";
import type { Knex } from "knex";
import { BackendError } from "../../errors.ts";
import { migrationSource } from "./migrations.ts";

/** The plugin whose database it is. */
export const MANAGER_ID = "plugin-manager";

/** What `backend.database` says, complete. */
type ReadConfig = () => Promise<readonly AppConfig[]>;

const hostRequire = createRequire(import.meta.url);

/**
 * The database of what administrators changed: the plugin manager's own, as Backstage gives one to each plugin. It is
 * opened when it is first needed; a portal on its own SQLite files where nobody changed anything yet has none.
 */
export class ManagementDatabase {
  readonly #readConfig: ReadConfig;
  #opening: Promise<Knex> | undefined;

  constructor(readConfig: ReadConfig) {
    this.#readConfig = readConfig;
  }

  /** Makes it where there is none. @throws BackendError `MANAGE_DATABASE_UNREACHABLE` */
  open(): Promise<Knex> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Undefined where nobody changed anything yet. @throws BackendError `MANAGE_DATABASE_UNREACHABLE` */
  async openExisting(): Promise<Knex | undefined> {
    if (this.#opening) return this.#opening;
    const file = sqliteFile(await this.#readConfig(), MANAGER_ID);
    return file !== undefined && !existsSync(file) ? undefined : this.open();
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    const knex = await opening?.catch(() => undefined);
    await knex?.destroy();
  }

  async #open(): Promise<Knex> {
    try {
      const configs = await this.#readConfig();
      const knex = await connect(configs, MANAGER_ID);
      // A data folder has one supervisor: what holds the lock of migrations there was killed.
      if (sqliteFile(configs, MANAGER_ID) !== undefined) {
        await knex.migrate.forceFreeMigrationsLock({ migrationSource });
      }
      await knex.migrate.latest({ migrationSource });
      return knex;
    } catch (cause) {
      throw new BackendError(
        "MANAGE_DATABASE_UNREACHABLE",
        `What administrators changed can't be read: ${(cause as Error).message}`,
        {
          hint: "It is in the database of the plugin plugin-manager. Check backend.database and that the database can be reached; the portal doesn't start without knowing what should run.",
          cause,
        },
      );
    }
  }
}

/** A plugin's database as Backstage's own services connect to it. Made where there is none. */
export function connect(
  configs: readonly AppConfig[],
  pluginId: string,
): Promise<Knex> {
  const { DatabaseManager } = hostRequire(
    "@backstage/backend-defaults/database",
  ) as {
    DatabaseManager: {
      fromConfig(config: ConfigReader): {
        forPlugin(id: string, deps: object): DatabaseService;
      };
    };
  };
  const config = ConfigReader.fromConfigs([...configs]);
  const logger = { error() {}, warn() {}, info() {}, debug() {} };
  const lifecycle = { addStartupHook() {}, addShutdownHook() {} };
  const deps = { logger, lifecycle };
  return DatabaseManager.fromConfig(config)
    .forPlugin(pluginId, deps)
    .getClient();
}

/** Where a plugin's SQLite file lies; undefined where it has another database, or one in memory. */
export function sqliteFile(
  configs: readonly AppConfig[],
  pluginId: string,
): string | undefined {
  const config = ConfigReader.fromConfigs([...configs]);
  const database = config.getOptionalConfig("backend.database");
  const own = database?.getOptionalConfig(`plugin.${pluginId}`);
  const client =
    own?.getOptionalString("client") ?? database?.getOptionalString("client");
  if (client !== "better-sqlite3" && client !== "sqlite3") return undefined;
  const connection =
    own?.getOptional("connection") ?? database?.getOptional("connection");
  const directory = (connection as { directory?: unknown } | undefined)
    ?.directory;
  return typeof directory === "string"
    ? path.join(directory, `${pluginId}.sqlite`)
    : undefined;
}
