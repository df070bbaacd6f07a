import { ResponseError } from "@backstage/errors";
import type { DiscoveryApi, FetchApi } from "@backstage/frontend-plugin-api";
import type { Link, LinkInput, LinksApi } from "./linksApi.ts";

/** Talks to the links backend. */
export class LinksClient implements LinksApi {
  readonly #discoveryApi: DiscoveryApi;
  readonly #fetchApi: FetchApi;

  constructor(discoveryApi: DiscoveryApi, fetchApi: FetchApi) {
    this.#discoveryApi = discoveryApi;
    this.#fetchApi = fetchApi;
  }

  async list(options: { readonly limit?: number } = {}) {
    const query = options.limit === undefined ? "" : `?limit=${options.limit}`;
    const response = await this.#send("GET", query);
    const { items } = (await response.json()) as { items: readonly Link[] };
    return items;
  }

  async add(input: LinkInput): Promise<Link> {
    const response = await this.#send("POST", "", input);
    return (await response.json()) as Link;
  }

  async change(id: string, input: LinkInput): Promise<Link> {
    const response = await this.#send("PUT", `/${id}`, input);
    return (await response.json()) as Link;
  }

  async remove(id: string): Promise<void> {
    await this.#send("DELETE", `/${id}`);
  }

  async #send(method: string, path: string, body?: LinkInput) {
    const baseUrl = await this.#discoveryApi.getBaseUrl("links");
    const response = await this.#fetchApi.fetch(`${baseUrl}${path}`, {
      method,
      ...(body && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    if (response.ok) return response;
    const cause = await ResponseError.fromResponse(response);
    throw new Error(cause.body.error.message, { cause });
  }
}
