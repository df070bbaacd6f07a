import path from "node:path";
import { type AppConfig, type Config, ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { type DataFolder, folderName } from "../DataFolder.ts";
import type { HostPlan } from "./planHosts.ts";

export interface HostConfig {
  readonly config: readonly AppConfig[];
  /** The folder of its SQLite files, where it has one for itself. */
  readonly databaseFolder: string | undefined;
  /** What it signs its calls with. */
  readonly keyFiles: readonly string[];
}

const KEY_STORE = "backend.auth.pluginKeyStore";

/**
 * The portal's configuration as one host gets it: with keys of its own, so that what it signs is its own, and in a sandbox
 * with a folder of its own for databases.
 */
export function hostConfig(
  config: readonly AppConfig[],
  plan: HostPlan,
  data: DataFolder,
): HostConfig {
  const reader = ConfigReader.fromConfigs([...config]);
  const keys = keyStore(config, plan.id, data);
  const database = databaseOf(reader, plan);
  const own = {
    context: `host ${plan.id}`,
    data: {
      backend: {
        ...(keys && { auth: { pluginKeyStore: keys.store } }),
        ...(database?.isNew && {
          database: { connection: { directory: database.folder } },
        }),
      },
    },
  };
  return {
    config: [...config, own],
    databaseFolder: database?.folder,
    keyFiles: keys?.files ?? [],
  };
}

/** The keys that a host signs its calls with. Keys in the database are each plugin's own already. */
export function hostKeys(
  config: readonly AppConfig[],
  id: string,
  data: DataFolder,
): ReturnType<DataFolder["pluginKeys"]> | undefined {
  const reader = ConfigReader.fromConfigs([...config]);
  const type = reader.getOptionalString(`${KEY_STORE}.type`);
  return type === "static" ? data.pluginKeys(id) : undefined;
}

function keyStore(config: readonly AppConfig[], id: string, data: DataFolder) {
  const own = hostKeys(config, id, data);
  if (!own) return;
  const { keyId, publicKeyFile, privateKeyFile } = own;
  const keys = [{ keyId, publicKeyFile, privateKeyFile }];
  const store: JsonObject = { type: "static", static: { keys } };
  return { store, files: [publicKeyFile, privateKeyFile] };
}

function databaseOf(reader: ConfigReader, { id, pluginId, report }: HostPlan) {
  const base = reader.getOptionalConfig("backend.database");
  if (!base) return;
  const own = pluginId
    ? base.getOptionalConfig(`plugin.${pluginId}`)
    : undefined;
  const client =
    own?.getOptionalString("client") ?? base.getOptionalString("client");
  if (!client?.includes("sqlite")) return;
  const { directory, filename } = connectionOf(own);
  if (typeof directory === "string") return { folder: path.resolve(directory) };
  if (typeof filename === "string" && filename !== ":memory:") {
    return { folder: path.dirname(path.resolve(filename)) };
  }
  // A package that doesn't tell its id can't be given a folder before it is loaded.
  const { directory: shared } = connectionOf(base);
  if (report.inForce !== "sandbox" || pluginId) return;
  if (typeof shared !== "string") return;
  const folder = path.join(path.resolve(shared), folderName(id));
  return { folder, isNew: true };
}

/** Empty where the connection is written as a text. */
function connectionOf(database: Config | undefined): Record<string, unknown> {
  const connection: unknown = database?.getOptional("connection");
  return typeof connection === "object" && connection !== null
    ? { ...connection }
    : {};
}
