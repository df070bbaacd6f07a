import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataFolder } from "../DataFolder.ts";
import { completeConfig } from "../readConfig.ts";
import { hostConfig } from "./hostConfig.ts";
import type { HostPlan } from "./planHosts.ts";

let data: DataFolder;
beforeEach(() => {
  data = new DataFolder(mkdtempSync(path.join(tmpdir(), "flyloft-config-")));
});
afterEach(() => rmSync(data.dir, { recursive: true }));

function configure(pluginId: string | undefined, backend: JsonObject = {}) {
  const config = completeConfig({
    configs: [{ context: "test", data: { backend } }],
    data,
    port: undefined,
    pluginIds: pluginId ? [pluginId] : [],
  });
  const plan = {
    id: pluginId ?? "@acme/nameless",
    pluginId,
    report: { inForce: "sandbox" },
  } as HostPlan;
  const host = hostConfig(config, plan, data);
  return { host, reader: ConfigReader.fromConfigs([...host.config]) };
}

const KEYS = "backend.auth.pluginKeyStore";
const DIRECTORY = "backend.database.connection.directory";

describe("the configuration of a host", () => {
  it("has keys of its own in place of the shared ones", () => {
    const { host, reader } = configure("todo");
    const keys = reader.getConfigArray(`${KEYS}.static.keys`);
    expect(keys.map((key) => key.getString("keyId"))).toEqual([
      data.pluginKeys("todo").keyId,
    ]);
    expect(host.keyFiles).toContain(data.pluginKeys("todo").privateKeyFile);
    expect(host.keyFiles).not.toContain(data.pluginKeys().privateKeyFile);
  });

  it("leaves keys in the database alone: they are each plugin's own", () => {
    const auth = { pluginKeyStore: { type: "database" } };
    const { host, reader } = configure("todo", { auth });
    expect(host.keyFiles).toEqual([]);
    expect(reader.get(KEYS)).toEqual({ type: "database" });
  });

  it("names the folder of its own SQLite files", () => {
    expect(configure("todo").host.databaseFolder).toBe(
      path.join(data.databases, "todo"),
    );
    const database = {
      client: "better-sqlite3",
      connection: { directory: "/data" },
      plugin: { todo: { connection: { directory: "/data/own" } } },
    };
    expect(configure("todo", { database }).host.databaseFolder).toBe(
      "/data/own",
    );
  });

  it("opens no folder that others share, and none for databases elsewhere", () => {
    const shared = {
      client: "better-sqlite3",
      connection: { directory: "/data" },
    };
    expect(
      configure("todo", { database: shared }).host.databaseFolder,
    ).toBeUndefined();
    const remote = { client: "pg", connection: { host: "127.0.0.1" } };
    expect(
      configure("todo", { database: remote }).host.databaseFolder,
    ).toBeUndefined();
  });

  it.each([["todo"], [undefined]])(
    "needs no folder for a database in memory (%s)",
    (id) => {
      const database = { client: "better-sqlite3", connection: ":memory:" };
      expect(configure(id, { database }).host.databaseFolder).toBeUndefined();
    },
  );

  it("gives a sandboxed package without an id a folder by its name", () => {
    const { host, reader } = configure(undefined);
    const folder = path.join(data.databases, "@acme+nameless");
    expect(host.databaseFolder).toBe(folder);
    expect(reader.getString(DIRECTORY)).toBe(folder);
  });
});
