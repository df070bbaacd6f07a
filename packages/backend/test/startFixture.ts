import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PluginReport } from "@flyloft/plugin-core";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import { startProcess } from "../../../scripts/services/startProcess.ts";

const CLI = path.resolve(import.meta.dirname, "../../cli/src/flyloft.ts");
const COMMAND = [
  "--conditions=flyloft-source",
  "--disable-warning=ExperimentalWarning",
  CLI,
];

export interface Fixture {
  readonly url: string;
  readonly folder: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Headers of the signed-in guest. */
  guest(): Promise<Record<string, string>>;
  plugin(name: string): Promise<PluginReport>;
  log(): string;
  stop(): Promise<void>;
}

export interface FixtureOptions {
  readonly folder: string;
  readonly plugins: readonly object[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly backend?: Readonly<Record<string, unknown>>;
}

/** Starts `flyloft start` from the sources in a folder of its own. */
export async function startFixture(options: FixtureOptions): Promise<Fixture> {
  const { folder } = options;
  const url = writeConfig(options, await findFreePort());
  const portal = await startProcess({
    name: "flyloft start",
    command: process.execPath,
    args: [...COMMAND, "start"],
    cwd: folder,
    env: {
      ...process.env,
      HOME: folder,
      NODE_ENV: undefined,
      LOG_LEVEL: "warn",
    },
    ready: new RegExp(`Open ${url}`),
    timeout: 100_000,
  });
  const get = (target: string, headers = {}) =>
    fetch(url + target, { headers });
  const guest = async () => {
    const response = await get("/api/auth/guest/refresh");
    const { backstageIdentity } = (await response.json()) as {
      backstageIdentity: { token: string };
    };
    return { authorization: `Bearer ${backstageIdentity.token}` };
  };
  return {
    url,
    folder,
    get,
    guest,
    log: portal.log,
    stop: portal.stop,
    async plugin(name) {
      const response = await get(
        "/api/plugin-manager/v1/plugins",
        await guest(),
      );
      const { items } = (await response.json()) as { items: PluginReport[] };
      const report = items.find((item) => item.name === name);
      if (!report)
        throw new Error(`No report of ${name}: ${JSON.stringify(items)}`);
      return report;
    },
  };
}

/** Writes the configuration and gives the portal's URL. JSON is YAML. */
export function writeConfig(options: FixtureOptions, port: number): string {
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(options.folder, { recursive: true });
  const config = {
    app: { title: "Fixture </title><script>", baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: "127.0.0.1", port },
      ...options.backend,
    },
    auth: {
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    },
    ...options.config,
    dynamicPlugins: { plugins: options.plugins },
  };
  writeFileSync(
    path.join(options.folder, "app-config.yaml"),
    JSON.stringify(config),
  );
  return url;
}

export { COMMAND };
