import type { Dispatcher } from "undici";
import { assertHop } from "../../network/assertHop.ts";
import {
  createDispatcher,
  type DispatcherOptions,
} from "../../network/createDispatcher.ts";
import {
  NetworkFailure,
  toNetworkFailure,
} from "../../network/NetworkFailure.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface RegistryRequest {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: "GET" | "HEAD" | "PATCH" | "POST" | "PUT";
  readonly body?: string | Uint8Array;
}

export type Answer = Dispatcher.ResponseData;

/** Connections to one registry and to the places that it leads to. */
export class RegistryTransport {
  readonly #origin: URL;
  readonly #options: DispatcherOptions;
  #dispatcher: Dispatcher | undefined;

  constructor(origin: URL, options: DispatcherOptions) {
    this.#origin = origin;
    this.#options = options;
  }

  /**
   * One request, redirects followed. An `authorization` header goes to the URL's own origin, nowhere else. The caller
   * reads or dumps the body.
   */
  async send(url: URL, request: RegistryRequest): Promise<Answer> {
    if (url.origin !== this.#origin.origin) {
      await assertHop(this.#origin.href, url.href);
    }
    const headers: Record<string, string> = { ...request.headers };
    let current = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await this.#once(current, { ...request, headers });
      const location = answer.headers["location"];
      if (!REDIRECTS.has(answer.statusCode) || typeof location !== "string") {
        return answer;
      }
      await dump(answer);
      const next = await nextHop(current, location);
      if (next.origin !== current.origin) {
        refuseStranger(current, request);
        delete headers["authorization"];
      }
      current = next;
    }
    throw new NetworkFailure("blocked", `${url.href}: too many redirects`);
  }

  async close(): Promise<void> {
    await this.#dispatcher?.destroy();
  }

  async #once(url: URL, request: RegistryRequest): Promise<Answer> {
    this.#dispatcher ??= createDispatcher(this.#options);
    try {
      return await this.#dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method ?? "GET",
        headers: { "user-agent": "flyloft", ...request.headers },
        body: request.body ?? null,
        signal: request.signal,
      });
    } catch (error) {
      throw toNetworkFailure(error, url.href);
    }
  }
}

/** Reads an answer's body away, so that its connection can be used again. */
export async function dump(answer: Answer): Promise<void> {
  await answer.body.dump().catch(() => undefined);
}

/** What is posted may hold a token: a trusted server must not have it sent on to another. Blobs may go anywhere. */
function refuseStranger(from: URL, { method, body }: RegistryRequest) {
  if (method !== "POST" || body === undefined) return;
  throw new NetworkFailure("blocked", `${from.href}: redirect to another host`);
}

async function nextHop(from: URL, location: string): Promise<URL> {
  if (!URL.canParse(location, from.href)) {
    throw new NetworkFailure("blocked", `${from.href}: redirect to nowhere`);
  }
  const next = new URL(location, from.href);
  await assertHop(from.href, next.href);
  return next;
}
