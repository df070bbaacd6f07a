import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PluginReport } from "@flyloft/plugin-core";
import { findFreePort } from "../../../scripts/services/findFreePort.ts";
import {
  type FileSystemView,
  seeFileSystem,
} from "../../../scripts/services/seeFileSystem.ts";
import {
  type RunningProcess,
  startProcess,
} from "../../../scripts/services/startProcess.ts";
import {
  type PortalControl,
  controlPortal,
} from "../../../scripts/services/controlPortal.ts";

const CLI = path.resolve(import.meta.dirname, "../../cli/src/flyloft.ts");
const COMMAND = [
  "--conditions=flyloft-source",
  "--disable-warning=ExperimentalWarning",
  CLI,
];

export interface Fixture extends PortalControl {
  readonly url: string;
  readonly folder: string;
  /** Of the supervisor. */
  readonly pid: number;
  readonly exited: RunningProcess["exited"];
  /** Writes another configuration in one move, and asks for nothing. */
  configure(options: Omit<FixtureOptions, "folder">): void;
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
  /** More keys of `dynamicPlugins`. */
  readonly dynamicPlugins?: Readonly<Record<string, unknown>>;
  /** Which of the machine's files the portal sees. */
  readonly view?: FileSystemView;
  readonly args?: readonly string[];
}

/** Starts `flyloft start` from the sources in a folder of its own. */
export async function startFixture(options: FixtureOptions): Promise<Fixture> {
  const { folder } = options;
  const port = await findFreePort();
  const url = writeConfig(options, port);
  const [command = "", ...args] = seeFileSystem(options.view, [
    process.execPath,
    ...COMMAND,
    "start",
    ...(options.args ?? []),
  ]);
  const portal = await startProcess({
    name: "flyloft start",
    command,
    args,
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
  const pid = options.view ? onlyChildOf(portal.pid) : portal.pid;
  // The mounts of the portal's own view are seen from there only.
  const cwd = options.view ? `/proc/${pid}/root${folder}` : folder;
  return {
    url,
    folder,
    pid,
    exited: portal.exited,
    configure: (next) => void writeConfig({ ...next, folder }, port),
    ...controlPortal(cwd),
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

function onlyChildOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return Number(children.trim());
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
    dynamicPlugins: { ...options.dynamicPlugins, plugins: options.plugins },
  };
  const file = path.join(options.folder, "app-config.yaml");
  // A portal that watches the file must not read half of it.
  writeFileSync(`${file}.new`, JSON.stringify(config));
  renameSync(`${file}.new`, file);
  return url;
}

export { COMMAND };
