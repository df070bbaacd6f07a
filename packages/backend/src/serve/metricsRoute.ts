import { createHash, timingSafeEqual } from "node:crypto";
import type { RootConfigService } from "@backstage/backend-plugin-api";
import type { Metrics } from "./Metrics.ts";
import { isRead, type Route } from "./Route.ts";

export interface MetricsRouteOptions {
  readonly config: RootConfigService;
  readonly metrics: Metrics;
}

/** Answers `/metrics`, unless `backend.metrics.enabled` is false; with `backend.metrics.token` to its bearer only. */
export function metricsRoute({ config, metrics }: MetricsRouteOptions): Route {
  const isEnabled = config.getOptionalBoolean("backend.metrics.enabled");
  const token = config.getOptionalString("backend.metrics.token");
  return async (path, exchange) => {
    if (path !== "/metrics") return false;
    const { request, response } = exchange;
    if (isEnabled === false || !isRead(exchange)) {
      response.writeHead(isEnabled === false ? 404 : 405).end();
      return true;
    }
    if (token && !isBearer(request.headers.authorization, token)) {
      response.writeHead(401, { "www-authenticate": "Bearer" }).end();
      return true;
    }
    const text = await metrics.text();
    response.writeHead(200, {
      "content-type": metrics.contentType,
      "cache-control": "no-store",
    });
    response.end(request.method === "HEAD" ? undefined : text);
    return true;
  };
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function isBearer(header: string | undefined, token: string): boolean {
  const [, given] = /^Bearer +(.+)$/i.exec(header ?? "") ?? [];
  return timingSafeEqual(hash(given ?? ""), hash(token));
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
