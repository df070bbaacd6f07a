import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from "node:http";
import type {
  RootConfigService,
  RootHealthService,
} from "@backstage/backend-plugin-api";
import type { PortalLogger } from "../compose/PortalLogger.ts";
import { type Answers, IMMUTABLE } from "./Answers.ts";
import { AssetFolder } from "./AssetFolder.ts";
import type { PortalPage } from "./PortalPage.ts";
import type { Remote } from "./Remote.ts";
import type { RootRouter } from "./RootRouter.ts";
import { securityHeaders } from "./securityHeaders.ts";

export interface HandlerOptions {
  readonly config: RootConfigService;
  readonly logger: PortalLogger;
  readonly health: RootHealthService;
  readonly router: RootRouter;
  readonly answers: Answers;
  readonly page: PortalPage;
  readonly remotes: readonly Remote[];
  readonly appDir: string;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers where the path is its own, and says so. */
type Route = (path: string, exchange: Exchange) => Promise<boolean>;

const HEALTH = "/.backstage/health/v1/";
/** Below these there are no pages. */
const NO_PAGE = /^\/(?:api|static|\.flyloft|\.backstage)(?:\/|$)/;

/** All that the portal answers: health, files, remotes, what plugins mounted, and the page for everything else. */
export function createHandler(options: HandlerOptions): RequestListener {
  const headers = Object.entries(securityHeaders(options.config));
  const routes: readonly Route[] = [
    healthRoute(options),
    remoteFileRoute(options),
    combinedRoute(options),
    appFileRoute(options),
    mountedRoute(options),
    pageRoute(options),
  ];
  return (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    answer(routes, { request, response }).catch((error: unknown) => {
      options.logger.error(
        `${request.method} ${request.url} failed`,
        error as Error,
      );
      if (response.headersSent) response.destroy();
      else refuse(response, 500);
    });
  };
}

async function answer(routes: readonly Route[], exchange: Exchange) {
  const path = pathOf(exchange.request.url ?? "/");
  if (path === undefined) return refuse(exchange.response, 400);
  for (const route of routes) {
    if (await route(path, exchange)) return;
  }
  refuse(exchange.response, 404);
}

function healthRoute({ health }: HandlerOptions): Route {
  return async (path, { response }) => {
    if (!path.startsWith(HEALTH)) return false;
    const kind = path.slice(HEALTH.length);
    if (kind !== "readiness" && kind !== "liveness") return false;
    const { status, payload } =
      kind === "readiness"
        ? await health.getReadiness()
        : await health.getLiveness();
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(payload));
    return true;
  };
}

function remoteFileRoute({ remotes, answers }: HandlerOptions): Route {
  const folders = new Map(remotes.map(({ tree, folder }) => [tree, folder]));
  return async (path, exchange) => {
    const [, tree, name] =
      /^\/\.flyloft\/remotes\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const folder = tree && folders.get(tree);
    if (!folder || !name || !isRead(exchange)) return false;
    return answers.asset(exchange, { folder, name, cacheControl: IMMUTABLE });
  };
}

function combinedRoute({ page, answers }: HandlerOptions): Route {
  return async (path, exchange) => {
    if (!path.startsWith("/.flyloft/combined/") || !isRead(exchange))
      return false;
    const combined = await page.combined();
    if (combined?.entries.src !== path) return false;
    await answers.content(exchange, {
      body: combined.script,
      mediaType: "text/javascript; charset=utf-8",
      cacheControl: IMMUTABLE,
    });
    return true;
  };
}

function appFileRoute({ appDir, answers }: HandlerOptions): Route {
  const folder = new AssetFolder(appDir);
  return async (path, exchange) => {
    const name = path.slice(1);
    if (!isRead(exchange) || name === "index.html" || name === "") return false;
    const cacheControl = path.startsWith("/static/") ? IMMUTABLE : "no-cache";
    return answers.asset(exchange, { folder, name, cacheControl });
  };
}

function mountedRoute({ router }: HandlerOptions): Route {
  return async (path, { request, response }) => {
    if (!path.startsWith("/api/") && !router.has(path)) return false;
    router.handle(request, response);
    return true;
  };
}

function pageRoute({ page, answers, appDir }: HandlerOptions): Route {
  return async (path, exchange) => {
    if (
      !isRead(exchange) ||
      NO_PAGE.test(path) ||
      /\.[a-z0-9]{1,11}$/i.test(path)
    ) {
      // A last segment with a dot is an entity's name as often as a file: browsers tell by asking for a page.
      const accepts = String(exchange.request.headers.accept ?? "");
      if (NO_PAGE.test(path) || !accepts.includes("text/html")) return false;
    }
    try {
      await answers.content(exchange, await page.html());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      exchange.response.writeHead(503, { "content-type": "text/plain" });
      exchange.response.end(
        `The portal's app is not built: there is no index.html in ${appDir}. Run 'npm run build'.\n`,
      );
    }
    return true;
  };
}

function isRead({ request }: Exchange): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${status}\n`);
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? "/");
  } catch {
    return undefined;
  }
}
