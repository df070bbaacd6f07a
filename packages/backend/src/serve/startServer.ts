import { type RequestListener, createServer } from "node:http";
import { createRequire } from "node:module";
import type * as Defaults from "@backstage/backend-defaults/rootHttpRouter";
import type { RootConfigService } from "@backstage/backend-plugin-api";
import type { PortalLogger } from "../compose/PortalLogger.ts";
import { BackendError } from "../errors.ts";
import { DrainingServer } from "./DrainingServer.ts";

const hostRequire = createRequire(import.meta.url);

/** The server that other plugins and the supervisor reach this process by. */
export async function startInternalServer(
  handler: RequestListener,
  handle: object,
): Promise<DrainingServer> {
  const server = await DrainingServer.create(handler, (listener) =>
    createServer(listener),
  );
  await server.listen(handle);
  return server;
}

/**
 * Answers on the portal's port, with TLS as `backend.https` says, with upstream's own server.
 *
 * @throws BackendError `SERVE_LISTEN_FAILED`
 */
export async function startPublicServer(
  handler: RequestListener,
  handle: object,
  { config, logger }: { config: RootConfigService; logger: PortalLogger },
): Promise<DrainingServer> {
  try {
    const { createHttpServer, readHttpServerOptions } = loadUpstream();
    const options = readHttpServerOptions(config.getOptionalConfig("backend"));
    const server = await DrainingServer.create(handler, (listener) =>
      createHttpServer(listener, options, { logger }),
    );
    await server.listen(handle);
    return server;
  } catch (cause) {
    throw new BackendError(
      "SERVE_LISTEN_FAILED",
      `The portal can't listen: ${(cause as Error).message}.`,
      { hint: "Check backend.listen and backend.https.", cause },
    );
  }
}

/** Loads upstream's server, so that taking over the port later waits for nothing. */
export function loadUpstream(): typeof Defaults {
  return hostRequire(
    "@backstage/backend-defaults/rootHttpRouter",
  ) as typeof Defaults;
}
