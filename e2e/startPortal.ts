import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ChangeOutcome } from "@flyloft/backend";
import type { GenerationRecord, PluginReport } from "@flyloft/plugin-core";
import { stringify } from "yaml";
import { root } from "../scripts/paths.ts";
import { controlPortal } from "../scripts/services/controlPortal.ts";
import { findFreePort } from "../scripts/services/findFreePort.ts";
import { makeTempFolder } from "../scripts/services/makeTempFolder.ts";
import {
  type ProcessEnd,
  startProcess,
} from "../scripts/services/startProcess.ts";

/** What the portal's `app-config.yaml` says. */
export interface PortalConfig {
  /** Entries of `dynamicPlugins.plugins`. */
  readonly plugins: readonly Readonly<Record<string, unknown>>[];
  /** More keys of the app's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** More keys of `dynamicPlugins`. */
  readonly dynamicPlugins?: Readonly<Record<string, unknown>>;
}

export interface PortalOptions extends PortalConfig {
  /** More files beside the configuration, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Options of Node for the supervisor. */
  readonly nodeArgs?: readonly string[];
  /** Folder of an earlier portal, to start it again with its data. */
  readonly folder?: string;
  readonly port?: number;
}

export interface Portal {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Of the supervisor. */
  readonly pid: number;
  readonly exited: Promise<ProcessEnd>;
  /** Writes another configuration in place of the one that runs, and asks for nothing. */
  configure(config: PortalConfig): void;
  reload(): Promise<ChangeOutcome>;
  /** Newest first. */
  generations(): Promise<readonly GenerationRecord[]>;
  /** All plugins, by name. */
  plugins(): Promise<ReadonlyMap<string, PluginReport>>;
  /** A request as the signed-in guest. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  log(): string;
  stop(): Promise<void>;
}

/** The absolute path of a bundled plugin, as an entry's `package`. */
export function bundled(name: string): string {
  return path.join(root, "dynamic-plugins", name);
}

/** Starts the built `flyloft start` in a folder of its own, as a user would, and waits until it says what to open. */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const port = options.port ?? (await findFreePort());
  const url = `http://localhost:${port}`;
  const folder = options.folder ?? makeTempFolder("portal").path;
  const configure = (config: PortalConfig) =>
    replaceFile(
      path.join(folder, "app-config.yaml"),
      stringify(createConfig(url, port, config)),
    );
  configure(options);
  for (const [name, content] of Object.entries(options.files ?? {})) {
    writeFileSync(path.join(folder, name), content);
  }
  const portal = await startProcess({
    name: "flyloft start",
    command: process.execPath,
    args: [
      ...(options.nodeArgs ?? []),
      path.join(root, "packages/cli/dist/flyloft.js"),
      "start",
      ...(options.args ?? []),
    ],
    cwd: folder,
    env: { ...process.env, HOME: folder, ...options.env },
    ready: new RegExp(`Open ${url}`),
    timeout: 120_000,
  });
  const { reload, generations } = controlPortal(folder);
  let token: string | undefined;
  const fetchAsGuest = async (target: string, init: RequestInit = {}) => {
    token ??= await signInAsGuest(url);
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    return fetch(new URL(target, url), { ...init, headers });
  };
  return {
    url,
    port,
    folder,
    pid: portal.pid,
    exited: portal.exited,
    configure,
    reload,
    generations,
    fetch: fetchAsGuest,
    log: portal.log,
    stop: portal.stop,
    plugins: async () => {
      const response = await fetchAsGuest("/api/plugin-manager/v1/plugins");
      const { items } = (await response.json()) as { items: PluginReport[] };
      return new Map(items.map((item) => [item.name, item]));
    },
  };
}

/** A token for requests of one's own. */
export async function signInAsGuest(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/guest/refresh`, {
    headers: { "x-requested-with": "XMLHttpRequest" },
  });
  const { backstageIdentity } = (await response.json()) as {
    backstageIdentity: { token: string };
  };
  return backstageIdentity.token;
}

/** In one move, as editors do: a portal that watches the file must not read half of it. */
function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function createConfig(url: string, port: number, options: PortalConfig) {
  const { backend, ...config } = (options.config ?? {}) as {
    backend?: Record<string, unknown>;
  };
  return {
    app: { title: "Flyloft", baseUrl: url },
    organization: { name: "Example" },
    backend: { baseUrl: url, listen: { host: "127.0.0.1", port }, ...backend },
    auth: {
      environment: "development",
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    },
    ...config,
    dynamicPlugins: { ...options.dynamicPlugins, plugins: options.plugins },
  };
}
