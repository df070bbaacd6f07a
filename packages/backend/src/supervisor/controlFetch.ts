import { readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { BackendError } from "../errors.ts";
import { type ConfigLocation, dataDir } from "./configLocation.ts";
import { CONTROL_FILE } from "./controlFile.ts";

/** Where the control socket serves the plugin manager's API. A socket has no host; this one stands in its URLs. */
export const CONTROL_URL = "http://flyloft.internal/api/plugin-manager/v1";

type Body = NonNullable<Request["body"]>;

const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 304]);

/**
 * A `fetch` that leads to the portal that runs with these configuration files: over its control socket, which only the
 * user who runs it can open. Bodies stream both ways.
 *
 * It rejects with BackendError `SUPERVISE_NOT_RUNNING`.
 */
export function controlFetch(location: ConfigLocation): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const answer = await send(asked, location);
    const { statusCode: status = 502 } = answer;
    const headers = Object.entries(answer.headersDistinct).flatMap(
      ([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
    );
    const isEmpty = WITHOUT_BODY.has(status) || asked.method === "HEAD";
    if (isEmpty) answer.resume();
    return new Response(isEmpty ? null : toWeb(answer), { status, headers });
  };
}

async function send(
  asked: Request,
  location: ConfigLocation,
): Promise<IncomingMessage> {
  const socketPath = findSocket(location);
  const { pathname, search } = new URL(asked.url);
  const sending = request({
    socketPath,
    method: asked.method,
    path: `${pathname}${search}`,
    headers: Object.fromEntries(asked.headers),
    signal: asked.signal,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sending.once("response", resolve);
    sending.once("error", (cause) =>
      reject(asked.signal.aborted ? cause : notRunning(location, cause)),
    );
  });
  if (asked.body === null) sending.end();
  // A portal that refuses a body before its end closes the connection; what it answered counts.
  else pipeline(fromWeb(asked.body), sending).catch(() => undefined);
  return answered;
}

function findSocket(location: ConfigLocation): string {
  const file = path.join(dataDir(location), "run", CONTROL_FILE);
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { socket: string })
      .socket;
  } catch (cause) {
    throw notRunning(location, cause);
  }
}

function notRunning(location: ConfigLocation, cause: unknown): BackendError {
  return new BackendError(
    "SUPERVISE_NOT_RUNNING",
    `No portal runs with the configuration in ${path.dirname(dataDir(location))}.`,
    {
      hint: "Start it with flyloft start, or name its configuration with --config.",
      cause,
    },
  );
}

// Node has two declarations of the same streams: its own and that of fetch.
function toWeb(stream: Readable): Body {
  return Readable.toWeb(stream) as Body;
}

function fromWeb(stream: Body): Readable {
  return Readable.fromWeb(stream as ReadableStream);
}
