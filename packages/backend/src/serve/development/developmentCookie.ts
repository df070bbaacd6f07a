import type { IncomingMessage, ServerResponse } from "node:http";

const COOKIE = "flyloft-development";

/**
 * No script reads it, no other site's page brings it along, and it goes to nothing but what serves development versions
 * and tells of them: the page itself is the same for everybody. It ends with the browser; what it opens ends before.
 */
export function setDevelopmentCookie(
  response: ServerResponse,
  browserKey: string,
  isSecure: boolean,
): void {
  const attributes = ["Path=/.flyloft", "HttpOnly", "SameSite=Strict"];
  if (isSecure) attributes.push("Secure");
  const cookie = [`${COOKIE}=${browserKey}`, ...attributes].join("; ");
  response.appendHeader("set-cookie", cookie);
}

export interface BrowserKey {
  /** Of the session. */
  readonly id: string;
  readonly key: string;
}

export function readDevelopmentCookie({
  headers,
}: Pick<IncomingMessage, "headers">): BrowserKey | undefined {
  const cookies = headers.cookie?.split(";") ?? [];
  const own = cookies
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${COOKIE}=`));
  const [id, key] = own?.slice(COOKIE.length + 1).split(".") ?? [];
  return id && key ? { id, key } : undefined;
}
