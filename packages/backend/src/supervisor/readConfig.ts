import type { AppConfig } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { BackendError } from "../errors.ts";
import type { DataFolder } from "./DataFolder.ts";

export interface ConfigInputs {
  /** Absolute. */
  readonly files: readonly string[];
  readonly pluginConfig: JsonObject;
  readonly data: DataFolder;
  /** From the command line. */
  readonly port: number | undefined;
}

/**
 * The whole configuration in Backstage's order: our defaults, what plugins bring, the files, the command line.
 *
 * @throws BackendError `SUPERVISE_CONFIG_INVALID`
 */
export async function readConfig(inputs: ConfigInputs): Promise<AppConfig[]> {
  const files = await loadFiles(inputs.files);
  const configs = [{ context: "plugins", data: inputs.pluginConfig }, ...files];
  return [
    { context: "defaults", data: defaults(configs, inputs.data) },
    ...configs,
    ...(inputs.port === undefined
      ? []
      : [{ context: "command line", data: withPort(configs, inputs.port) }]),
  ];
}

async function loadFiles(files: readonly string[]): Promise<AppConfig[]> {
  const { loadConfig } = await import("@backstage/config-loader");
  try {
    const { appConfigs } = await loadConfig({
      configRoot: process.cwd(),
      configTargets: files.map((file) => ({ path: file })),
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

function defaults(configs: readonly AppConfig[], data: DataFolder): JsonObject {
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
        database: {
          client: "better-sqlite3",
          connection: { directory: data.databases },
        },
      }),
      ...(!has(configs, ["backend", "auth", "pluginKeyStore"]) && {
        auth: { pluginKeyStore: staticKeys(data) },
      }),
    },
  };
}

/** Keys in the database would be new ones at every start, and calls of plugins to each other fail for a while. */
function staticKeys(data: DataFolder): JsonObject {
  const { keyId, publicKeyFile, privateKeyFile } = data.pluginKeys();
  return {
    type: "static",
    static: { keys: [{ keyId, publicKeyFile, privateKeyFile }] },
  };
}

function withPort(configs: readonly AppConfig[], port: number): JsonObject {
  const url = new URL(
    String(valueOf(configs, ["backend", "baseUrl"]) ?? "http://localhost"),
  );
  url.port = String(port);
  const baseUrl = url.href.replace(/\/$/, "");
  return { app: { baseUrl }, backend: { baseUrl, listen: { port } } };
}
