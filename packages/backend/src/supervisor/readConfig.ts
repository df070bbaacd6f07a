import type { AppConfig } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { BackendError } from "../errors.ts";
import type { DataFolder } from "./DataFolder.ts";
import { databaseFolders } from "./databaseFolders.ts";
import { MANAGER_ID } from "./management/ManagementDatabase.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface ConfigInputs {
  /** What plugins bring, then the files: see `loadConfigFiles`. */
  readonly configs: readonly AppConfig[];
  readonly data: DataFolder;
  /** Of the packages that tell it. */
  readonly pluginIds: readonly string[];
  /** From the command line. */
  readonly port: number | undefined;
}

/** The whole configuration in Backstage's order: our defaults, what plugins bring, the files, the command line. */
export function completeConfig(inputs: ConfigInputs): readonly AppConfig[] {
  const { configs, port } = inputs;
  return [
    { context: "defaults", data: defaults(inputs) },
    ...configs,
    ...(port === undefined
      ? []
      : [{ context: "command line", data: withPort(configs, port) }]),
  ];
}

/**
 * The configuration files with their includes, and with `env` in place of variables.
 *
 * @throws BackendError `SUPERVISE_CONFIG_INVALID`
 */
export async function loadConfigFiles(
  files: readonly string[],
  env: Env,
): Promise<readonly AppConfig[]> {
  const { loadConfig } = await import("@backstage/config-loader");
  try {
    const { appConfigs } = await loadConfig({
      configRoot: process.cwd(),
      configTargets: files.map((file) => ({ path: file })),
      experimentalEnvFunc: (name) => Promise.resolve(env[name]),
    });
    return appConfigs;
  } catch (cause) {
    throw new BackendError(
      "SUPERVISE_CONFIG_INVALID",
      `The configuration can't be read: ${(cause as Error).message}`,
      { hint: "Correct the file that the message names.", cause },
    );
  }
}

type Data = Readonly<Record<string, unknown>>;

/** Whether a key is set anywhere. Defaults of an object are left out as a whole: merged into another they make no sense. */
function has(configs: readonly AppConfig[], path: readonly string[]): boolean {
  return valueOf(configs, path) !== undefined;
}

function valueOf(
  configs: readonly AppConfig[],
  path: readonly string[],
): unknown {
  return configs
    .map(({ data }) =>
      path.reduce<unknown>(
        (node, key) => (node as Data | undefined)?.[key],
        data,
      ),
    )
    .findLast((value) => value !== undefined);
}

function defaults({ configs, data, pluginIds }: ConfigInputs): JsonObject {
  const baseUrl = String(
    valueOf(configs, ["backend", "baseUrl"]) ?? "http://localhost:7007",
  );
  return {
    app: { title: "Flyloft", baseUrl },
    backend: {
      baseUrl,
      // A module that fails leaves its plugin alone.
      startup: { default: { onPluginModuleBootFailure: "continue" } },
      ...(!has(configs, ["backend", "database"]) && {
        database: defaultDatabase(data, pluginIds),
      }),
      ...(!has(configs, ["backend", "auth", "pluginKeyStore"]) && {
        auth: { pluginKeyStore: pluginKeyStore(data) },
      }),
    },
    ...(ownsUserKeys(configs) && { auth: { keyStore: userKeyStore(data) } }),
  };
}

function defaultDatabase(
  data: DataFolder,
  pluginIds: readonly string[],
): JsonObject {
  const ids = [...pluginIds, MANAGER_ID];
  const folders = Object.entries(databaseFolders(data.databases, ids));
  return {
    client: "better-sqlite3",
    connection: { directory: data.databases },
    plugin: Object.fromEntries(
      folders.map(([id, directory]) => [id, { connection: { directory } }]),
    ),
  };
}

/** Keys in the database would be new ones at every start, and calls of plugins to each other fail for a while. */
function pluginKeyStore(data: DataFolder): JsonObject {
  return { type: "static", static: { keys: [{ ...data.pluginKeys() }] } };
}

/**
 * Keys in the database would be a new one for each generation, all of them kept for hours. With a database of their own
 * several replicas may serve one portal, which can't share keys in a folder.
 */
function ownsUserKeys(configs: readonly AppConfig[]): boolean {
  return (
    has(configs, ["auth"]) &&
    !has(configs, ["auth", "keyStore"]) &&
    !has(configs, ["auth", "identityTokenAlgorithm"]) &&
    !has(configs, ["backend", "database"])
  );
}

function userKeyStore(data: DataFolder): JsonObject {
  return { provider: "static", static: { keys: [{ ...data.userKeys() }] } };
}

function withPort(configs: readonly AppConfig[], port: number): JsonObject {
  const url = new URL(
    String(valueOf(configs, ["backend", "baseUrl"]) ?? "http://localhost"),
  );
  url.port = String(port);
  const baseUrl = url.href.replace(/\/$/, "");
  return { app: { baseUrl }, backend: { baseUrl, listen: { port } } };
}
