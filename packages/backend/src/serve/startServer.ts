import type { RequestListener } from "node:http";
import { createRequire } from "node:module";
import type * as Defaults from "@backstage/backend-defaults/rootHttpRouter";
import type { RootConfigService } from "@backstage/backend-plugin-api";
import type { PortalLogger } from "../compose/PortalLogger.ts";
import { BackendError } from "../errors.ts";

const hostRequire = createRequire(import.meta.url);

export interface RunningServer {
  /** The port that it listens on. */
  readonly port: number;
  /** Takes no more connections, lets requests end, and closes what is left after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Listens as `backend.listen` and `backend.https` say, with upstream's own server.
 *
 * @throws BackendError `SERVE_ADDRESS_IN_USE`, `SERVE_LISTEN_FAILED`
 */
export async function startServer(
  handler: RequestListener,
  config: RootConfigService,
  logger: PortalLogger,
): Promise<RunningServer> {
  const { createHttpServer, readHttpServerOptions } = hostRequire(
    "@backstage/backend-defaults/rootHttpRouter",
  ) as typeof Defaults;
  const options = readHttpServerOptions(config.getOptionalConfig("backend"));
  const server = await createHttpServer(handler, options, { logger });
  try {
    await server.start();
  } catch (cause) {
    throw listenFailed(options.listen, cause);
  }
  return {
    port: server.port(),
    async stop(graceMs) {
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await server.stop();
      clearTimeout(timer);
    },
  };
}

function listenFailed(
  { host, port }: { host: string; port: number },
  cause: unknown,
): BackendError {
  const address = host ? `${host}:${port}` : `port ${port}`;
  if ((cause as NodeJS.ErrnoException).code === "EADDRINUSE") {
    return new BackendError(
      "SERVE_ADDRESS_IN_USE",
      `The portal can't listen on ${address}: another program does.`,
      {
        hint: "Stop that program, or choose another port with --port or backend.listen.",
        cause,
      },
    );
  }
  return new BackendError(
    "SERVE_LISTEN_FAILED",
    `The portal can't listen on ${address}: ${(cause as Error).message}.`,
    { hint: "Check backend.listen and backend.https.", cause },
  );
}
