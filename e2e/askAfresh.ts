import { get, type IncomingMessage } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** A request over a connection of its own: one that is kept may still lead to the generation before. */
export async function askAfresh(
  url: string,
): Promise<{ status: number | undefined; body: string }> {
  const request = get(url, { agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}
