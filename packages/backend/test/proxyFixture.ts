import http from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigReader } from "@backstage/config";
import type { JsonObject } from "@backstage/types";
import type { PluginReport } from "@flyloft/plugin-core";
import { Arrivals } from "../src/compose/Arrivals.ts";
import { PluginBoard } from "../src/compose/PluginBoard.ts";
import { PortalLogger } from "../src/compose/PortalLogger.ts";
import { HostTable } from "../src/isolate/HostTable.ts";
import { Narrator } from "../src/Narrator.ts";
import { RootRouter } from "../src/serve/RootRouter.ts";
import type { HostMessage } from "../src/supervisor/messages.ts";
import { type HostSketch, NO_MECHANISMS, startHosts } from "./hostFixture.ts";

export interface ProxyFixture {
  readonly port: number;
  readonly table: HostTable;
  readonly sockets: readonly string[];
  readonly router: RootRouter;
  report(name: string): PluginReport | undefined;
  /** Resolves when the plugin's report is in the state. */
  until(name: string, state: PluginReport["status"]["state"]): Promise<void>;
  send(options: SendOptions): Promise<Answer>;
  stop(): Promise<void>;
}

interface SendOptions extends http.RequestOptions {
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly trailers: NodeJS.Dict<string>;
  readonly body: Buffer;
  json<Body>(): Body;
}

export interface PluginSketch {
  readonly id: string;
  /** See `HostSketch`. */
  readonly init: string;
  readonly concurrency?: number;
}

export interface ProxyOptions {
  readonly backend?: JsonObject;
  /** Paths at the root that a plugin of this process has, whose package is `the-owner`. */
  readonly taken?: readonly string[];
}

/** Real host processes behind the table that a backend process has of them, on a server of this process. */
export async function startProxy(
  plugins: readonly PluginSketch[],
  { backend = {}, taken = [] }: ProxyOptions = {},
): Promise<ProxyFixture> {
  const sketches = plugins.map(
    ({ id, init, concurrency = 100 }): HostSketch => ({
      id,
      init,
      isolation: { tier: "process", concurrency },
    }),
  );
  const early: HostMessage[] = [];
  let receive = (message: HostMessage): void => void early.push(message);
  const { hosts, stop } = startHosts(sketches, NO_MECHANISMS, {
    backend,
    onChange: (message) => receive(message),
  });
  const config = new ConfigReader({ backend });
  const logger = new PortalLogger({
    level: "error",
    format: "text",
    write: () => undefined,
    secrets: new Set(),
  });
  const router = new RootRouter(config, logger);
  const arrivals = new Arrivals(
    hosts.links.map(({ id, packages }) => ({
      pluginId: id,
      source: packages[0] ?? id,
      hosted: true,
    })),
  );
  const board = new PluginBoard(
    sketches.map(({ id }) => reportOf(`@acme/${id}-backend`)),
  );
  const narrator = new Narrator(board, logger, new Set());
  const root = { config, routes: router, arrivals };
  const table = new HostTable({ links: hosts.links, root, board, narrator });
  receive = (message) => table.receive(message);
  early.forEach(receive);
  arrivals.group([]);
  for (const path of taken) {
    router.mount(
      path,
      (_request, response) => void response.end("own"),
      "the-owner",
    );
  }
  table.open();
  const server = http.createServer((request, response) => {
    if (table.handle(request, response)) return;
    router.handle(request, response);
  });
  table.serveUpgrades(server);
  await new Promise<void>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve()),
  );
  const { port } = server.address() as AddressInfo;
  const report = (name: string) =>
    board.reports.find((each) => each.name === name);
  return {
    port,
    table,
    sockets: hosts.links.map(({ socketPath }) => socketPath),
    router,
    report,
    async until(name, state) {
      while (report(name)?.status.state !== state) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    send: (options) => send(port, options),
    async stop() {
      server.closeAllConnections();
      server.close();
      table.close();
      await stop();
    },
  };
}

function reportOf(name: string): PluginReport {
  return {
    name,
    version: "1.0.0",
    description: undefined,
    pluginId: undefined,
    source: "folder",
    reference: name,
    digest: undefined,
    parts: { backend: true, frontend: false },
    status: { state: "starting" },
    warnings: [],
    stale: false,
  };
}

function send(
  port: number,
  { body, ...options }: SendOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, agent: false, ...options },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const whole = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            rawHeaders: response.rawHeaders,
            trailers: response.trailers,
            body: whole,
            json: <Body>() => JSON.parse(whole.toString()) as Body,
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
