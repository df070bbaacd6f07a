import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { PluginBoard } from "../compose/PluginBoard.ts";
import type { RootServices } from "../compose/RootServices.ts";
import { UnitRoutes } from "../compose/UnitRoutes.ts";
import type { BackendError } from "../errors.ts";
import type { Narrator } from "../Narrator.ts";
import { securityHeaders } from "../serve/securityHeaders.ts";
import type { HostLink } from "../supervisor/HostLink.ts";
import type { HostMessage, HostState } from "../supervisor/messages.ts";
import { HostProxy } from "./HostProxy.ts";
import { readClientTrust } from "./trustProxy.ts";

export interface HostTableOptions {
  readonly links: readonly HostLink[];
  readonly root: Pick<RootServices, "config" | "routes" | "arrivals">;
  readonly board: PluginBoard;
  readonly narrator: Narrator;
}

interface Host {
  readonly link: HostLink;
  readonly proxy: HostProxy;
  readonly routes: UnitRoutes;
  /** What came before `open`. */
  pending: HostMessage | undefined;
  isRefused: boolean;
}

/** https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener; the types don't know it yet. */
interface UpgradingServer extends Server {
  shouldUpgradeCallback?: (request: IncomingMessage) => boolean;
}

type UpState = Extract<HostState, { state: "up" }>;
type DownState = Extract<HostState, { state: "down" }>;

/**
 * The host processes of a generation, as its backend process sees them: which paths they answer, and how they stand.
 * A host's paths are taken when it is first up, and stay its own while it is down.
 */
export class HostTable {
  readonly #options: HostTableOptions;
  readonly #hosts: ReadonlyMap<string, Host>;
  /** By path, without a slash at the end, in lower case. */
  readonly #routes = new Map<string, Host>();
  #isOpen = false;
  /** Resolves when each host was up, or down, at least once. */
  readonly settled: Promise<void>;

  constructor(options: HostTableOptions) {
    this.#options = options;
    const { links, root } = options;
    const headers = Object.entries(securityHeaders(root.config));
    const trusts =
      links.length > 0 ? readClientTrust(root.config) : () => false;
    const hosts = links.map((link): Host => {
      const proxy = new HostProxy({ link, headers, trusts });
      const owner = { source: link.packages.join(", "), pluginId: link.id };
      const routes = new UnitRoutes(root, owner);
      return { link, proxy, routes, pending: undefined, isRefused: false };
    });
    this.#hosts = new Map(hosts.map((host) => [host.link.id, host]));
    this.settled = Promise.all(hosts.map(({ proxy }) => proxy.settled)).then(
      () => undefined,
    );
    for (const host of hosts) this.#claimOwn(host);
  }

  /**
   * Lets hosts take further paths. Before, what they say is kept: the plugins of this process have their ids first,
   * which are known once they are composed.
   */
  open(): void {
    this.#isOpen = true;
    for (const host of this.#hosts.values()) {
      if (host.pending) this.#apply(host, host.pending);
      host.pending = undefined;
    }
  }

  receive(message: HostMessage): void {
    const host = this.#hosts.get(message.id);
    if (!host) return;
    const { pid, restarts, memory } = message;
    for (const name of host.link.packages) {
      this.#options.board.describe(name, {
        process: { pid, restarts, memory },
      });
    }
    if (this.#isOpen) this.#apply(host, message);
    else host.pending = message;
  }

  /** False where the path is not a host's. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const host = this.#find(request.url ?? "/");
    host?.proxy.handle(request, response);
    return host !== undefined;
  }

  /** Passes upgrades, such as WebSockets, on to hosts. Others stay what they were without this listener. */
  serveUpgrades(server: Server): void {
    if (this.#hosts.size === 0) return;
    const listen = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#find(request.url ?? "/")?.proxy.upgrade(request, socket, head);
    };
    server.on("upgrade", listen);
    // Plugins of this process that take upgrades begin to listen when an ordinary request asks for the first one.
    (server as UpgradingServer).shouldUpgradeCallback = ({ url = "/" }) =>
      server.listenerCount("upgrade") > 1 || this.#find(url) !== undefined;
  }

  /** Closes the connections to the hosts. */
  close(): void {
    for (const { proxy } of this.#hosts.values()) proxy.close();
  }

  #find(url: string): Host | undefined {
    if (this.#routes.size === 0) return undefined;
    const query = url.indexOf("?");
    const path = (query < 0 ? url : url.slice(0, query)).toLowerCase();
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const host = this.#routes.get(path.slice(0, end));
      if (host) return host;
    }
    return undefined;
  }

  #apply(host: Host, { status }: HostMessage): void {
    if (status.state === "up") this.#up(host, status);
    else this.#down(host, status);
  }

  #up(host: Host, { secret, routes, plugins }: UpState): void {
    const { board } = this.#options;
    for (const route of routes) this.#claim(host, route);
    host.proxy.up(secret);
    if (host.isRefused) return;
    for (const { name, pluginId, status } of plugins) {
      if (pluginId) board.identify(name, pluginId);
      if (status.state === "failed") board.failed(name, status.reason);
      if (status.state !== "active") continue;
      board.retried(name);
      board.started(name);
    }
  }

  #down(host: Host, { reason, retryAfter, retryAt }: DownState): void {
    const { board } = this.#options;
    const { link, proxy } = host;
    proxy.down(retryAfter, retryAt !== undefined);
    for (const name of link.packages) {
      if (retryAt === undefined) board.failed(name, reason);
      else board.restarting(name, reason, retryAt);
    }
  }

  /** The plugin's own path is known before its process is up: requests wait there for it. */
  #claimOwn(host: Host): void {
    const { id, packages } = host.link;
    const { arrivals } = this.#options.root;
    const owner = arrivals.ownerOf(id);
    if (owner && packages.includes(owner)) this.#claim(host, `/api/${id}`);
  }

  /** A host that takes what is another's gets none of its paths: in this process, such a plugin doesn't start. */
  #claim(host: Host, route: string): void {
    const path = route.replace(/\/+$/, "").toLowerCase();
    if (host.isRefused || this.#routes.get(path) === host) return;
    try {
      host.routes.mount(path, (request, response) => {
        request.url = request.originalUrl;
        host.proxy.handle(request, response);
      });
      this.#routes.set(path, host);
    } catch (error) {
      this.#refuse(host, error as BackendError);
    }
  }

  #refuse(host: Host, error: BackendError): void {
    host.isRefused = true;
    host.routes.dispose();
    const { arrivals } = this.#options.root;
    const { id, packages } = host.link;
    const isOwn = packages.includes(arrivals.ownerOf(id) ?? "");
    if (isOwn) arrivals.settle(id, "failed");
    for (const [path, owner] of this.#routes) {
      if (owner === host) this.#routes.delete(path);
    }
    for (const name of host.link.packages) {
      this.#options.narrator.onFailed(name, error);
    }
  }
}
