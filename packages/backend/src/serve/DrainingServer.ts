import type { RequestListener, Server, ServerResponse } from "node:http";
import net, { type Socket } from "node:net";
import tls from "node:tls";

/**
 * Browsers open connections ahead and may never use them. After so long they are closed like any idle connection: a
 * client that begins to use one at that moment opens another.
 */
const UNUSED_MS = 6_000;

/**
 * An HTTP server that can end without losing a request. Closing an idle connection races with the client's next
 * request on it, so a connection ends with an answer that says so, or by the keep-alive timeout that clients know.
 */
export class DrainingServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #answers = new Set<ServerResponse>();
  #isDraining = false;

  private constructor(server: Server) {
    this.#server = server;
    // With TLS the socket of a request is the one above the connection.
    const event =
      server instanceof tls.Server ? "secureConnection" : "connection";
    server.on(event, (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /** `make` makes the server, with a listener that counts what is under way. */
  static async create(
    handler: RequestListener,
    make: (listener: RequestListener) => Server | Promise<Server>,
  ): Promise<DrainingServer> {
    const server = await make((request, response) => {
      draining.#track(response);
      handler(request, response);
    });
    const draining = new DrainingServer(server);
    return draining;
  }

  /** For what is no request, such as upgrades. */
  get server(): Server {
    return this.#server;
  }

  /** Accepts the connections of a bound handle. */
  listen(handle: object): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(handle, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  /**
   * Accepts no more, at once. Resolves when the last connection ended; what is left after `graceMs` is cut. Idle
   * connections are closed at once only with `cutsIdle`.
   */
  async drain(graceMs: number, { cutsIdle = false } = {}): Promise<void> {
    this.#isDraining = true;
    for (const response of this.#answers) announceEnd(response);
    const closed = new Promise<void>((resolve) => {
      // HTTP's own `close` would close idle connections.
      net.Server.prototype.close.call(this.#server, () => resolve());
    });
    const timers = [
      setTimeout(() => this.#cut(), graceMs),
      setTimeout(
        () => this.#cut((socket) => socket.bytesRead === 0),
        UNUSED_MS,
      ),
    ];
    if (cutsIdle) {
      const busy = new Set([...this.#answers].map(({ socket }) => socket));
      this.#cut((socket) => !busy.has(socket));
    }
    await closed;
    for (const timer of timers) clearTimeout(timer);
    this.#server.closeAllConnections();
  }

  #cut(applies: (socket: Socket) => boolean = () => true): void {
    for (const socket of this.#sockets) {
      if (applies(socket)) socket.destroy();
    }
  }

  #track(response: ServerResponse): void {
    if (this.#isDraining) announceEnd(response);
    this.#answers.add(response);
    response.once("close", () => this.#answers.delete(response));
  }
}

function announceEnd(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
