import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { assertHop } from "./assertHop.ts";
import { assertPlace } from "./assertPlace.ts";
import type { DispatcherOptions, TlsOptions } from "./createDispatcher.ts";
import { Dispatchers } from "./Dispatchers.ts";
import type { Permit } from "./isAddressAllowed.ts";
import { NetworkFailure, toNetworkFailure } from "./NetworkFailure.ts";
import type { NetworkPolicy } from "./NetworkPolicy.ts";

export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to the URL's own origin only, never along a redirect to another. */
  readonly authorization: string | undefined;
  readonly signal: AbortSignal;
  /** The URL that named this one: a public server may not send us to a private address. */
  readonly referrer?: string | undefined;
  /** SRI of what is wanted, where it is known: enough for who has it without the URL. Nothing is checked here. */
  readonly integrity?: string | undefined;
}

export interface HttpResponse {
  /** After redirects. */
  readonly url: string;
  readonly contentType: string;
  readonly contentEncoding: string;
  readonly contentLength: number | undefined;
  readonly body: Readable;
}

const MAX_REDIRECTS = 5;

/** GET over HTTP(S) with our limits. Connections are kept for the run; `close` ends them. */
export class HttpClient {
  readonly #options: DispatcherOptions;
  readonly #dispatchers: Dispatchers;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#dispatchers = new Dispatchers(options);
  }

  get policy(): NetworkPolicy {
    return this.#options.policy;
  }

  /** A response with a 2xx status; everything else is a NetworkFailure. The caller consumes or destroys the body. */
  async get(request: HttpRequest, tls: TlsOptions = {}): Promise<HttpResponse> {
    let { url, authorization } = request;
    let permit = await this.#permit(request);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const asked = { ...request, url, authorization };
      const response = await this.#request(asked, permit, tls);
      const { location } = response.headers;
      if (response.statusCode < 300 || response.statusCode > 399) {
        return toResponse(url, response);
      }
      response.body.on("error", () => undefined).destroy();
      if (typeof location !== "string" || !URL.canParse(location, url)) {
        throw new NetworkFailure("status", `${url}: redirect to nowhere`, {
          status: response.statusCode,
        });
      }
      const next = new URL(location, url);
      permit = await assertHop(url, next.href, { permit, rules: this.policy });
      // A stranger must neither get it nor say where else we show it.
      if (next.origin !== new URL(url).origin) authorization = undefined;
      url = next.href;
    }
    throw new NetworkFailure("blocked", `${url}: too many redirects`);
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }

  async #permit({ url, referrer }: HttpRequest): Promise<Permit> {
    const permit = "configured";
    const rules = this.policy;
    if (referrer !== undefined)
      return assertHop(referrer, url, { permit, rules });
    assertPlace(new URL(url), permit, rules);
    return permit;
  }

  async #request(
    { url, headers, authorization, signal }: HttpRequest,
    permit: Permit,
    tls: TlsOptions,
  ): Promise<Dispatcher.ResponseData> {
    const dispatcher = await this.#dispatchers.get(permit, tls);
    const { origin, pathname, search } = new URL(url);
    try {
      return await dispatcher.request({
        origin,
        path: `${pathname}${search}`,
        method: "GET",
        headers: { ...headers, ...(authorization && { authorization }) },
        signal,
      });
    } catch (error) {
      throw toNetworkFailure(error, url);
    }
  }
}

function toResponse(
  url: string,
  { statusCode, headers, body }: Dispatcher.ResponseData,
): HttpResponse {
  if (statusCode >= 400) {
    body.on("error", () => undefined).destroy();
    const retryAfterMs = readRetryAfter(text(headers["retry-after"]));
    throw new NetworkFailure("status", `${url}: HTTP ${statusCode}`, {
      status: statusCode,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
  const length = Number(text(headers["content-length"]) || NaN);
  return {
    url,
    contentType: text(headers["content-type"]),
    contentEncoding: text(headers["content-encoding"]),
    contentLength: Number.isNaN(length) ? undefined : length,
    body,
  };
}

/** https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date. */
export function readRetryAfter(value: string): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function text(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? "";
}
