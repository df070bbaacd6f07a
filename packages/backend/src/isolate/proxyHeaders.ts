import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { SECRET_HEADER } from "./hostRequests.ts";

/** Names, in lower case, with values. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** Say something about one connection only. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
];

const NOT_FOR_HOST: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  // Node answered it already.
  "expect",
  // Once only, whatever the client said.
  "host",
  // A client must not pass for the backend.
  SECRET_HEADER,
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
]);
const NOT_FOR_CLIENT: ReadonlySet<string> = new Set(HOP_BY_HOP);

export interface RequestFacts {
  readonly secret: string;
  /** Whether the client may say whom it forwards for. */
  readonly isTrusted: boolean;
  readonly upgrade: string | undefined;
}

/** What the host gets to see, as a flat list that keeps case, order and duplicates. */
export function requestHeaders(
  request: IncomingMessage,
  { secret, isTrusted, upgrade }: RequestFacts,
): string[] {
  const { headers } = request;
  const { host = "localhost" } = headers;
  const flat = [SECRET_HEADER, secret, "Host", host];
  copy(request.rawHeaders, { flat, dropped: NOT_FOR_HOST, headers });
  if (headers["transfer-encoding"]) flat.push("Transfer-Encoding", "chunked");
  if (upgrade) flat.push("Connection", "Upgrade", "Upgrade", upgrade);
  const given = (name: string) =>
    isTrusted ? (headers[name] as string | undefined) : undefined;
  const { remoteAddress = "" } = request.socket;
  const before = given("x-forwarded-for");
  const isEncrypted = (request.socket as Partial<TLSSocket>).encrypted === true;
  flat.push(
    "X-Forwarded-For",
    before ? `${before}, ${remoteAddress}` : remoteAddress,
    "X-Forwarded-Proto",
    given("x-forwarded-proto") ?? (isEncrypted ? "https" : "http"),
    "X-Forwarded-Host",
    given("x-forwarded-host") ?? host,
  );
  return flat;
}

/** What the client gets to see: what the host says, and `defaults` where it says nothing. */
export function responseHeaders(
  raw: readonly string[],
  defaults: HeaderPairs,
): string[] {
  const flat: string[] = [];
  const seen = copy(raw, { flat, dropped: NOT_FOR_CLIENT });
  for (const [name, value] of defaults) {
    if (!seen.has(name)) flat.push(name, value);
  }
  return flat;
}

interface Copying {
  readonly flat: string[];
  readonly dropped: ReadonlySet<string>;
  readonly headers?: IncomingMessage["headers"];
}

function copy(
  raw: readonly string[],
  { flat, dropped, headers }: Copying,
): ReadonlySet<string> {
  const listed = headers && namesIn(headers.connection);
  const seen = new Set<string>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const lower = name.toLowerCase();
    if (dropped.has(lower) || listed?.has(lower)) continue;
    seen.add(lower);
    flat.push(name, raw[index + 1] ?? "");
  }
  return seen;
}

/** Further headers that a `Connection` header declares to be of one connection only. */
function namesIn(connection: string | undefined): Set<string> | undefined {
  if (!connection || /^(?:keep-alive|close)$/i.test(connection)) {
    return undefined;
  }
  return new Set(
    connection.split(",").map((name) => name.trim().toLowerCase()),
  );
}
