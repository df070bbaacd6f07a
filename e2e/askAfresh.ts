import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

export interface FreshRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request over a connection of its own: one that is kept may still lead to the generation before. */
export async function askAfresh(
  url: string,
  { body, ...options }: FreshRequest = {},
): Promise<{ status: number | undefined; body: string }> {
  const sent = request(url, { ...options, agent: false });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}
