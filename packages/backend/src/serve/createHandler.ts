import type { RequestListener, ServerResponse } from "node:http";
import type {
  RootConfigService,
  RootHealthService,
} from "@backstage/backend-plugin-api";
import type { PortalLogger } from "../compose/PortalLogger.ts";
import { pluginIdOf } from "../compose/UnitRoutes.ts";
import type { HostTable } from "../isolate/HostTable.ts";
import { type Answers, IMMUTABLE } from "./Answers.ts";
import { AssetFolder } from "./AssetFolder.ts";
import { developmentRoute } from "./development/developmentRoute.ts";
import type { Development } from "./development/Development.ts";
import { generationRoutes, successorRoute } from "./generationRoutes.ts";
import type { GenerationStream } from "./GenerationStream.ts";
import type { Metrics } from "./Metrics.ts";
import { metricsRoute } from "./metricsRoute.ts";
import type { PluginGate } from "./PluginGate.ts";
import type { PortalPage } from "./PortalPage.ts";
import type { FormerRemote } from "../supervisor/messages.ts";
import { type Remote, remoteFolder } from "./Remote.ts";
import type { RootRouter } from "./RootRouter.ts";
import { type Exchange, isRead, type Route } from "./Route.ts";
import { securityHeaders } from "./securityHeaders.ts";

export interface HandlerOptions {
  readonly config: RootConfigService;
  readonly logger: PortalLogger;
  readonly health: RootHealthService;
  readonly router: RootRouter;
  readonly gate: PluginGate;
  readonly metrics: Metrics;
  readonly answers: Answers;
  readonly page: PortalPage;
  readonly stream: GenerationStream;
  readonly development: Development;
  readonly hosts: HostTable;
  readonly remotes: readonly Remote[];
  /** For pages that were opened before an upgrade. Their files are served, and nothing else of them is known. */
  readonly formerRemotes: readonly FormerRemote[];
  readonly appDir: string;
}

const HEALTH = "/.backstage/health/v1/";
/** Below these there are no pages. */
const NO_PAGE = /^\/(?:api|static|\.flyloft|\.backstage)(?:\/|$)/;

/** All that the portal answers: health, files, remotes, what plugins mounted, and the page for everything else. */
export function createHandler(options: HandlerOptions): RequestListener {
  const evaluatesCode = options.remotes.some((remote) => remote.evaluatesCode);
  const headers = Object.entries(
    securityHeaders(options.config, { evaluatesCode }),
  );
  const mounted = mountedRoute(options);
  // Most requests are for plugins, where nothing else answers.
  const plugins: readonly Route[] = [mounted];
  const routes: readonly Route[] = [
    healthRoute(options),
    metricsRoute(options),
    ...generationRoutes({
      ...options,
      development: options.development.streams,
    }),
    remoteFileRoute(options),
    developmentRoute(options.development),
    combinedRoute(options),
    successorRoute(options),
    appFileRoute(options),
    mounted,
    pageRoute(options),
  ];
  const { config, metrics } = options;
  const isMetered =
    config.getOptionalBoolean("backend.metrics.enabled") !== false;
  return (request, response) => {
    if (isMetered) metrics.track({ request, response });
    if (options.hosts.handle(request, response)) return;
    for (const [name, value] of headers) response.setHeader(name, value);
    const isForPlugin = request.url?.startsWith("/api/");
    answer(isForPlugin ? plugins : routes, { request, response }).catch(
      (error: unknown) => {
        options.logger.error(
          `${request.method} ${request.url} failed`,
          error as Error,
        );
        if (response.headersSent) response.destroy();
        else refuse(response, 500);
      },
    );
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

function remoteFileRoute(options: HandlerOptions): Route {
  const { remotes, formerRemotes, answers } = options;
  const folders = new Map([
    ...formerRemotes.map(({ tree, dir }) => [tree, remoteFolder(dir)] as const),
    ...remotes.map(({ tree, folder }) => [tree, folder] as const),
  ]);
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

function mountedRoute({ router, gate }: HandlerOptions): Route {
  return async (path, exchange) => {
    const pluginId = pluginIdOf(path);
    if (pluginId === undefined && !router.has(path)) return false;
    if (pluginId !== undefined && !gate.isOpen(pluginId)) {
      if (!(await gate.pass(pluginId, path, exchange))) return true;
    }
    router.handle(exchange.request, exchange.response);
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
