import type { Readable } from "node:stream";
import { assertHop } from "../../network/assertHop.ts";
import { assertPlace } from "../../network/assertPlace.ts";
import type { DispatcherOptions } from "../../network/createDispatcher.ts";
import { Dispatchers } from "../../network/Dispatchers.ts";
import type { Permit } from "../../network/isAddressAllowed.ts";
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

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** `dump` reads away what nobody wants. */
  readonly body: Readable & { dump(): Promise<void> };
}

/** Connections to one registry and to the places that it leads to. */
export class RegistryTransport {
  readonly #origin: URL;
  readonly #options: DispatcherOptions;
  readonly #dispatchers: Dispatchers;

  constructor(origin: URL, options: DispatcherOptions) {
    this.#origin = origin;
    this.#options = options;
    this.#dispatchers = new Dispatchers(options);
  }

  /**
   * One request, redirects followed. An `authorization` header goes to the URL's own origin, nowhere else. The caller
   * reads or dumps the body.
   */
  async send(url: URL, request: RegistryRequest): Promise<Answer> {
    const rules = this.#options.policy;
    let permit = await this.#permit(url);
    const headers: Record<string, string> = { ...request.headers };
    let current = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await this.#once(current, permit, {
        ...request,
        headers,
      });
      const location = answer.headers["location"];
      if (!REDIRECTS.has(answer.statusCode) || typeof location !== "string") {
        return answer;
      }
      await dump(answer);
      const next = nextHop(current, location);
      permit = await assertHop(current.href, next.href, { permit, rules });
      if (next.origin !== current.origin) {
        refuseStranger(current, request);
        delete headers["authorization"];
      }
      current = next;
    }
    throw new NetworkFailure("blocked", `${url.href}: too many redirects`);
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }

  async #permit(url: URL): Promise<Permit> {
    const permit = "configured";
    const rules = this.#options.policy;
    if (url.origin !== this.#origin.origin) {
      return assertHop(this.#origin.href, url.href, { permit, rules });
    }
    assertPlace(url, permit, rules);
    return permit;
  }

  async #once(
    url: URL,
    permit: Permit,
    request: RegistryRequest,
  ): Promise<Answer> {
    const dispatcher = await this.#dispatchers.get(permit);
    try {
      return await dispatcher.request({
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

function nextHop(from: URL, location: string): URL {
  if (URL.canParse(location, from.href)) return new URL(location, from.href);
  throw new NetworkFailure("blocked", `${from.href}: redirect to nowhere`);
}
