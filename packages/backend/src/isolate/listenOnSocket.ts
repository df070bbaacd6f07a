import { timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import {
  type IncomingMessage,
  type RequestListener,
  Server,
  ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { BackendError } from "../errors.ts";
import { MAX_HEADER_BYTES, SECRET_HEADER } from "./hostRequests.ts";

export interface SocketOptions {
  readonly socketPath: string;
  /** Requests without it are refused. */
  readonly secret: string;
}

export interface SocketServer {
  /** Takes no more connections, lets requests end, and closes what is left after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Listens on a Unix socket that only this user may open, for requests of the backend process alone.
 *
 * @throws BackendError `SERVE_LISTEN_FAILED`
 */
export async function listenOnSocket(
  handler: RequestListener,
  { socketPath, secret }: SocketOptions,
): Promise<SocketServer> {
  const server = new GuardedServer(handler, secret);
  // A host that was killed leaves its socket behind.
  rmSync(socketPath, { force: true });
  await listen(server, socketPath);
  return {
    stop: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

async function listen(server: Server, socketPath: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      // The socket is made within the call, and with its mode: before a chmod, any user of the machine could connect.
      const umask = process.umask(0o177);
      server.listen(socketPath, resolve);
      process.umask(umask);
    });
  } catch (cause) {
    throw new BackendError(
      "SERVE_LISTEN_FAILED",
      `A host process can't listen on ${socketPath}: ${(cause as Error).message}.`,
      {
        hint: "The portal's user has to be able to write in that folder, and the path must not exceed the system's limit of about 100 characters.",
        cause,
      },
    );
  }
}

/** What a client's bytes lead to. Plugins add listeners for some of these themselves, e.g. for WebSockets. */
const FROM_CLIENT: ReadonlySet<string> = new Set([
  "request",
  "upgrade",
  "connect",
  "checkContinue",
  "checkExpectation",
]);

/** Lets no request without the secret reach any listener, and takes the secret off the others. */
class GuardedServer extends Server {
  readonly #secret: Buffer;

  constructor(handler: RequestListener, secret: string) {
    // Time limits are the backend's, which talks to the outside. Its connections stay until it closes them.
    super(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        keepAliveTimeout: 0,
        headersTimeout: 0,
        requestTimeout: 0,
        noDelay: true,
      },
      handler,
    );
    this.#secret = Buffer.from(secret);
  }

  override emit(event: string, ...args: unknown[]): boolean {
    if (FROM_CLIENT.has(event)) {
      const [request, answer] = args as [IncomingMessage, unknown];
      if (!this.#admit(request)) return refuse(answer as Duplex);
    }
    return super.emit(event, ...args);
  }

  #admit({ rawHeaders, headers }: IncomingMessage): boolean {
    const index = rawHeaders.findIndex(
      (name, at) => at % 2 === 0 && name.toLowerCase() === SECRET_HEADER,
    );
    const [, given] = rawHeaders.splice(index, index < 0 ? 0 : 2);
    delete headers[SECRET_HEADER];
    if (given === undefined) return false;
    const shown = Buffer.from(given);
    return (
      shown.length === this.#secret.length &&
      timingSafeEqual(shown, this.#secret)
    );
  }
}

function refuse(answer: ServerResponse | Duplex): true {
  if (answer instanceof ServerResponse) {
    answer.writeHead(403, { connection: "close" });
    answer.end();
  } else {
    answer.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  }
  return true;
}
