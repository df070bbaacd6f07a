import type { RootConfigService } from "@backstage/backend-plugin-api";
import type * as Defaults from "@backstage/backend-defaults/rootHttpRouter";
import type express from "express";
import type { Express, Handler, Router } from "express";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { PortalLogger } from "../compose/PortalLogger.ts";
import type { RouteTable } from "../compose/RootServices.ts";
import { RoutePrefixes } from "./RoutePrefixes.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
const hostRequire = createRequire(import.meta.url);

/**
 * The routes of all units, of which none contains another. Routes can be taken out. Around them stand upstream's own
 * middlewares (CORS, compression, logging, rate limits, errors).
 */
export class RootRouter implements RouteTable {
  readonly #routes = new RoutePrefixes<Router>();
  readonly #config: RootConfigService;
  readonly #logger: PortalLogger;
  readonly #configure: (app: Express) => void;
  #app: Listener | undefined;

  /** `configure` may change the settings of the express app, once they are as the configuration says. */
  constructor(
    config: RootConfigService,
    logger: PortalLogger,
    configure: (app: Express) => void = () => undefined,
  ) {
    this.#config = config;
    this.#logger = logger.child({ service: "rootHttpRouter" });
    this.#configure = configure;
  }

  get paths(): readonly string[] {
    return this.#routes.prefixes;
  }

  /** @throws BackendError `SERVE_ROUTE_RESERVED`, `SERVE_ROUTE_TAKEN` */
  mount(path: string, handler: Handler, source?: string): () => void {
    return this.#routes.add(path, { value: mountAt(path, handler), source });
  }

  /** Whether a route is there for the path. */
  has(path: string): boolean {
    return this.#routes.find(path) !== undefined;
  }

  /** Answers 404 where there is no route. The app is made with the first request. */
  readonly handle: Listener = (request, response) => {
    this.#app ??= this.#createApp();
    this.#app(request, response);
  };

  #createApp(): Listener {
    const { MiddlewareFactory } = hostRequire(
      "@backstage/backend-defaults/rootHttpRouter",
    ) as typeof Defaults;
    const config = this.#config;
    const middleware = MiddlewareFactory.create({
      config,
      logger: this.#logger,
    });
    const app = loadExpress()();
    app.disable("x-powered-by");
    const trustProxy = config.getOptional("backend.trustProxy");
    if (trustProxy !== undefined) app.set("trust proxy", trustProxy);
    this.#configure(app);
    app.use(middleware.cors());
    app.use(middleware.compression());
    app.use(middleware.logging());
    app.use(middleware.rateLimit());
    app.use((request, response, next) => {
      const mounted = this.#routes.find(request.path);
      if (mounted) mounted(request, response, next);
      else next();
    });
    app.use(middleware.notFound());
    app.use(middleware.error());
    return app;
  }
}

/** Lets express set `req.baseUrl` and strip the prefix from `req.url`, as plugins expect. */
function mountAt(path: string, handler: Handler): Router {
  const mounted = loadExpress().Router({ caseSensitive: false });
  mounted.use(path.replace(/(?!^)\/+$/, ""), handler);
  return mounted;
}

function loadExpress(): typeof express {
  return hostRequire("express") as typeof express;
}
