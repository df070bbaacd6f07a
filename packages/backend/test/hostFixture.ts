import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { JsonObject } from "@backstage/types";
import {
  DEFAULT_ISOLATION,
  type IsolationRequest,
  type PackageFacts,
} from "@flyloft/installer";
import { SECRET_HEADER } from "../src/isolate/hostRequests.ts";
import { DataFolder } from "../src/supervisor/DataFolder.ts";
import type { GenerationPlugin } from "../src/supervisor/Generation.ts";
import type { Machine } from "../src/supervisor/hosts/detectMechanisms.ts";
import { planHosts } from "../src/supervisor/hosts/planHosts.ts";
import {
  PluginHosts,
  type PluginHostsOptions,
} from "../src/supervisor/hosts/PluginHosts.ts";
import type { HostMessage, HostState } from "../src/supervisor/messages.ts";
import { completeConfig } from "../src/supervisor/readConfig.ts";
import { plugin, writePlugin } from "./fixturePlugins.ts";

export interface HostSketch {
  readonly id: string;
  /** What the plugin does in its init; `router`, `root` (router), `database` and `lifecycle` are in reach. */
  readonly init: string;
  readonly isolation: Partial<IsolationRequest>;
  /** Where its code says another id than its package.json. */
  readonly realId?: string;
}

export interface HostFixture {
  readonly hosts: PluginHosts;
  readonly data: DataFolder;
  readonly messages: readonly HostMessage[];
  /** Resolves with the next state of that kind, or one that came since the last call. */
  next<State extends HostState["state"]>(
    id: string,
    state: State,
  ): Promise<Extract<HostState, { state: State }>>;
  get(id: string, target: string): Promise<{ status: number; body: string }>;
  stop(): Promise<void>;
}

export interface FixtureOptions extends Partial<PluginHostsOptions> {
  readonly folder?: string;
  /** Configuration below `backend`. */
  readonly backend?: JsonObject;
}

export const NO_MECHANISMS: Machine = {
  available: [],
  missing: {},
  hasDeathSignal: false,
};

/** Starts the hosts of plugins that are written for the purpose, with the real host process. */
export function startHosts(
  sketches: readonly HostSketch[],
  machine: Machine,
  { backend, ...options }: FixtureOptions = {},
): HostFixture {
  const folder =
    options.folder ?? mkdtempSync(path.join(tmpdir(), "flyloft-hosts-"));
  const data = new DataFolder(path.join(folder, ".flyloft"));
  const plugins = sketches.map((sketch) => write(folder, sketch));
  const messages: HostMessage[] = [];
  const seen = new Map<string, number>();
  const listeners = new Set<() => void>();
  const hosts = new PluginHosts({
    plans: planHosts(plugins, machine),
    machine,
    generation: 1,
    data,
    config: completeConfig({
      configs: [
        {
          context: "test",
          data: { backend: { listen: { port: 0 }, ...backend } },
        },
      ],
      data,
      port: undefined,
      pluginIds: sketches.map(({ id }) => id),
    }),
    staticPlugins: [],
    visibility: Promise.resolve({
      type: "visibility",
      frontendConfig: {},
      secrets: [],
      refusals: {},
      warnings: {},
    }),
    internalUrl: "http://127.0.0.1:1",
    env: { ...process.env, LOG_LEVEL: "error" },
    deadlineMs: 30_000,
    bridgesEvents: true,
    onLogs: () => undefined,
    onChange(message) {
      messages.push(message);
      for (const listener of listeners) listener();
    },
    onEvent: () => undefined,
    ...options,
  });
  const secrets = () =>
    new Map(
      messages.flatMap(({ id, status }) =>
        status.state === "up" ? [[id, status.secret] as const] : [],
      ),
    );
  return {
    hosts,
    data,
    messages,
    next(id, state) {
      return new Promise((resolve) => {
        const look = () => {
          const from = seen.get(`${id} ${state}`) ?? 0;
          const index = messages.findIndex(
            (message, at) =>
              at >= from && message.id === id && message.status.state === state,
          );
          if (index < 0) return;
          seen.set(`${id} ${state}`, index + 1);
          listeners.delete(look);
          resolve(messages[index]?.status as never);
        };
        listeners.add(look);
        look();
      });
    },
    get(id, target) {
      const link = hosts.links.find((each) => each.id === id);
      return request(link?.socketPath ?? "", target, secrets().get(id) ?? "");
    },
    async stop() {
      await hosts.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function write(
  folder: string,
  { id, init, isolation, realId }: HostSketch,
): GenerationPlugin {
  const name = `@acme/${id}-backend`;
  const code = plugin(
    realId ?? id,
    `const router = require("express").Router();
     http.use(router);
     http.addAuthPolicy({ path: "/", allow: "unauthenticated" });
     const { database, lifecycle, root } = services;
     ${init}`,
    "database: api.coreServices.database, lifecycle: api.coreServices.lifecycle, root: api.coreServices.rootHttpRouter",
  );
  const dir = writePlugin(folder, name, {
    files: {
      "index.js": `const api = require("@backstage/backend-plugin-api"); exports.default = ${code};`,
    },
  });
  const parts = { backend: true, frontend: false };
  return {
    report: {
      name,
      version: "1.0.0",
      description: undefined,
      pluginId: id,
      source: "folder",
      reference: dir,
      digest: undefined,
      parts,
      status: { state: "starting" },
      warnings: [],
      stale: false,
    },
    dir,
    tree: "sha256-0",
    facts: {
      name,
      version: "1.0.0",
      pluginId: id,
      role: "backend-plugin",
      parts,
      ranges: {},
    } as unknown as PackageFacts,
    isolation: { ...DEFAULT_ISOLATION, isNamed: true, ...isolation },
  };
}

function request(
  socketPath: string,
  target: string,
  secret: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { [SECRET_HEADER]: secret };
    http
      .get({ socketPath, path: target, headers, agent: false }, (response) => {
        let body = "";
        response.on("data", (chunk) => (body += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body }),
        );
        response.on("error", reject);
      })
      .on("error", reject);
  });
}
