import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./generated/openapi.ts";

export interface ClientOptions {
  /** Where the API is, e.g. `https://portal.acme.example/api/plugin-manager/v1`. */
  readonly baseUrl: string;
  /** Brings the user's token along, or leads to a socket. */
  readonly fetch: typeof fetch;
}

/** Every operation of the plugin manager, typed by its OpenAPI description. */
export type ManagementClient = Client<paths>;

/** A client whose calls resolve to `{ data }` or `{ error }`; they reject only where no answer came. */
export function createManagementClient({
  baseUrl,
  fetch,
}: ClientOptions): ManagementClient {
  return createClient<paths>({ baseUrl, fetch });
}
