import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { applyFault } from "./applyFault.ts";
import type { Fault } from "./Fault.ts";

export interface FaultyProxy {
  readonly url: string;
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** Every request so far as `METHOD /path?query`. */
  readonly requests: readonly string[];
  /** The same with the headers that came. */
  readonly received: readonly {
    readonly line: string;
    readonly headers: IncomingMessage["headers"];
  }[];
  /** Puts other faults in place of those given before, and forgets the requests. */
  setFaults(faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

/** A reverse proxy on loopback that passes requests on to `target` and does damage where a fault matches. */
export async function startFaultyProxy(
  target: string,
  faults: readonly Fault[] = [],
): Promise<FaultyProxy> {
  let active = faults.map((fault) => ({
    fault,
    left: fault.times ?? Infinity,
  }));
  const requests: string[] = [];
  const received: { line: string; headers: IncomingMessage["headers"] }[] = [];
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    received.push({ line, headers: request.headers });
    const hit = active.find(
      ({ fault, left }) => left > 0 && fault.match.test(line),
    );
    if (hit) hit.left -= 1;
    response.on("error", () => request.destroy());
    applyFault(hit?.fault, {
      request,
      response,
      forward: (deliver) => forward(target, { request, response }, deliver),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    received,
    setFaults: (next) => {
      active = next.map((fault) => ({ fault, left: fault.times ?? Infinity }));
      requests.length = 0;
      received.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The `Host` of the client is kept, so that the target's absolute URLs lead back through the proxy. */
function forward(
  target: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  deliver: (answer: IncomingMessage) => void,
) {
  const upstream = httpRequest(
    new URL(request.url ?? "/", target),
    { method: request.method, headers: request.headers },
    deliver,
  );
  upstream.on("error", () => response.destroy());
  response.on("close", () => upstream.destroy());
  request.pipe(upstream);
}
