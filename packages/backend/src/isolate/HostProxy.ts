import {
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from "node:http";
import type { Duplex } from "node:stream";
import type { HostLink } from "../supervisor/HostLink.ts";
import {
  type Unavailability,
  answerUnavailable,
} from "../serve/answerUnavailable.ts";
import { answerKeys, isKeyRequest } from "./answerKeys.ts";
import type { HostPool } from "./HostPool.ts";
import { MAX_HEADER_BYTES } from "./hostRequests.ts";
import { HostUploads } from "./HostUploads.ts";
import { hasBody } from "./Passage.ts";
import {
  type HeaderPairs,
  requestHeaders,
  responseHeaders,
} from "./proxyHeaders.ts";
import { relayUpgrade } from "./relayUpgrade.ts";

export interface HostProxyOptions {
  readonly link: HostLink;
  /** Of every answer, where the plugin doesn't give them itself. */
  readonly headers: HeaderPairs;
  /** Whether to believe what a client at this address says in `X-Forwarded-*`. */
  trusts(address: string | undefined): boolean;
}

/** Undefined until it was up or down for the first time. */
type State =
  | undefined
  | { readonly secret: string }
  | { readonly retryAfter: number; readonly isRetried: boolean };

/** What the socket of a host says that just ended. */
const GONE: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOENT"]);

/**
 * Passes requests on to the process of isolated plugins, streaming both ways. While that is down, and beyond its limit
 * of requests under way, it answers 503 at once: a slow or dead plugin holds nobody else up.
 */
export class HostProxy {
  readonly #options: HostProxyOptions;
  /** Resolves when the host was up, or down, for the first time. Requests wait for it. */
  readonly settled: Promise<void>;
  readonly #first = Promise.withResolvers<void>();
  readonly #uploads: HostUploads;
  #pool: HostPool | undefined;
  #isClosed = false;
  #state: State;
  #underWay = 0;

  constructor(options: HostProxyOptions) {
    this.#options = options;
    this.#uploads = new HostUploads(options.link);
    this.settled = Promise.all([this.#first.promise, this.#load()]).then(
      () => undefined,
    );
  }

  /** `secret` proves to the host that a request comes from here. */
  up(secret: string): void {
    this.#state = { secret };
    this.#first.resolve();
  }

  /** `retryAfter`: seconds, for clients. */
  down(retryAfter: number, isRetried: boolean): void {
    this.#state = { retryAfter, isRetried };
    this.#first.resolve();
  }

  close(): void {
    this.#isClosed = true;
    this.#uploads.close();
    this.#pool?.close();
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { publicKey } = this.#options.link;
    if (publicKey && isKeyRequest(request)) {
      return answerKeys(response, publicKey);
    }
    const pool = this.#pool;
    if (!this.#state || !pool) {
      void this.settled.then(() => this.handle(request, response));
      return;
    }
    const problem = this.#problem();
    if (problem) return answerUnavailable({ request, response }, problem);
    if (response.destroyed) return;
    this.#underWay += 1;
    response.once("close", () => (this.#underWay -= 1));
    const sender = hasBody(request) ? this.#uploads : pool;
    sender.send({
      request,
      response,
      headers: this.#headersFor(request),
      answerHeaders: (raw) => responseHeaders(raw, this.#options.headers),
      onLost: (error) =>
        answerUnavailable({ request, response }, this.#lostProblem(error)),
    });
  }

  /** For WebSockets and their like. They don't count as under way: most of the time they idle. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { link } = this.#options;
    const problem = this.#problem();
    if (problem) {
      socket.end(`HTTP/1.1 ${problem.status} \r\nConnection: close\r\n\r\n`);
      return;
    }
    const upstream = sendRequest({
      agent: false,
      socketPath: link.socketPath,
      maxHeaderSize: MAX_HEADER_BYTES,
      method: request.method,
      path: request.url,
      headers: this.#headersFor(request, request.headers.upgrade),
    });
    relayUpgrade(upstream, { socket, head });
  }

  #problem(): Unavailability | undefined {
    const { id, concurrency } = this.#options.link;
    const state = this.#state ?? { retryAfter: 1, isRetried: true };
    if (!("secret" in state)) return downProblem(id, state);
    if (this.#underWay < concurrency) return undefined;
    return {
      status: 503,
      code: "SERVE_HOST_BUSY",
      message: `The plugin '${id}' has ${concurrency} requests under way, which is all that it may have at once.`,
      retryAfter: 1,
    };
  }

  /** undici comes along only where there are hosts. */
  async #load(): Promise<void> {
    const { HostPool } = await import("./HostPool.ts");
    this.#pool = new HostPool(this.#options.link);
    if (this.#isClosed) this.#pool.close();
  }

  #headersFor(request: IncomingMessage, upgrade?: string): string[] {
    const { trusts } = this.#options;
    const state = this.#state;
    const secret = state && "secret" in state ? state.secret : "";
    const isTrusted = trusts(request.socket.remoteAddress);
    return requestHeaders(request, { secret, isTrusted, upgrade });
  }

  #lostProblem(error: NodeJS.ErrnoException): Unavailability {
    const { id } = this.#options.link;
    if (GONE.has(error.code)) {
      return downProblem(id, { retryAfter: 1, isRetried: true });
    }
    return {
      status: 502,
      code: "SERVE_HOST_LOST",
      message: `The process of the plugin '${id}' ended while it answered.`,
      retryAfter: undefined,
    };
  }
}

function downProblem(
  id: string,
  { retryAfter, isRetried }: { retryAfter: number; isRetried: boolean },
): Unavailability {
  const next = isRetried ? "; it is started again" : "";
  return {
    status: 503,
    code: "SERVE_HOST_DOWN",
    message: `The process of the plugin '${id}' is not running${next}.`,
    retryAfter,
  };
}
