import { EVENTS_PATH, PORTAL_DATA_PATH } from "@flyloft/plugin-core";
import type { Answers } from "./Answers.ts";
import type { DevelopmentStreams } from "./development/DevelopmentStreams.ts";
import type { GenerationStream } from "./GenerationStream.ts";
import type { PortalPage } from "./PortalPage.ts";
import { isRead, type Route } from "./Route.ts";

export interface GenerationRouteOptions {
  readonly answers: Answers;
  readonly page: PortalPage;
  readonly stream: GenerationStream;
  readonly development: DevelopmentStreams;
}

/** What open pages follow the portal's generations by: the stream that tells of a change, and what the page carries. */
export function generationRoutes(
  options: GenerationRouteOptions,
): readonly Route[] {
  return [eventsRoute(options), portalDataRoute(options)];
}

/**
 * Sends what this process doesn't have to its successor, by the same URL over another connection: browsers keep
 * connections, and the first request after a change of generations may still come to the process before it.
 */
export function successorRoute({
  stream,
}: Pick<GenerationRouteOptions, "stream">): Route {
  return async (path, exchange) => {
    if (stream.successor === undefined) return false;
    if (!path.startsWith("/.flyloft/") || !isRead(exchange)) return false;
    exchange.response.writeHead(307, {
      location: exchange.request.url ?? path,
      connection: "close",
      "cache-control": "no-store",
    });
    exchange.response.end();
    return true;
  };
}

function eventsRoute({ stream, development }: GenerationRouteOptions): Route {
  return async (path, { request, response }) => {
    if (path !== EVENTS_PATH || request.method !== "GET") return false;
    stream.open(response);
    if (stream.successor === undefined) development.follow(request, response);
    return true;
  };
}

function portalDataRoute(options: GenerationRouteOptions): Route {
  const { page, answers } = options;
  const toSuccessor = successorRoute(options);
  return async (path, exchange) => {
    if (path !== PORTAL_DATA_PATH || !isRead(exchange)) return false;
    if (await toSuccessor(path, exchange)) return true;
    await answers.content(exchange, await page.json());
    return true;
  };
}
