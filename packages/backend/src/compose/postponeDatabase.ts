import type {
  DatabaseService,
  PluginMetadataService,
  RootConfigService,
} from "@backstage/backend-plugin-api";
import { shareSqlite } from "./shareSqlite.ts";

export interface DatabaseDeps {
  readonly config: RootConfigService;
  readonly pluginMetadata: PluginMetadataService;
}

/**
 * A database that is made when a client of it is first asked for. The auth service of each plugin asks for a database,
 * which it only needs without keys in the configuration; knex is half of what a small plugin's process would load.
 */
export function postponeDatabase(
  make: () => Promise<DatabaseService>,
  { config, pluginMetadata }: DatabaseDeps,
): DatabaseService {
  let made: Promise<DatabaseService> | undefined;
  const database = () => (made ??= make().then(shareSqlite));
  return {
    getClient: async () => (await database()).getClient(),
    migrations: { skip: skipsMigrations(config, pluginMetadata.getId()) },
  };
}

/** As upstream reads it. */
function skipsMigrations(config: RootConfigService, pluginId: string): boolean {
  const keys = [`plugin.${pluginId}.skipMigrations`, "skipMigrations"];
  for (const key of keys) {
    const skips = config.getOptionalBoolean(`backend.database.${key}`);
    if (skips !== undefined) return skips;
  }
  return false;
}
