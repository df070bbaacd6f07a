import type { RootConfigService } from "@backstage/backend-plugin-api";
import type * as Defaults from "@backstage/backend-defaults/rootHttpRouter";
import type Express from "express";
import type { Handler } from "express";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { PortalLogger } from "../compose/PortalLogger.ts";
import type { RouteTable } from "../compose/RootServices.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
const hostRequire = createRequire(import.meta.url);

/**
 * The routes of all units: a table of prefixes, of which none contains another, so that nothing is shadowed. Routes can
 * be taken out. Around them stand upstream's own middlewares (CORS, compression, logging, rate limits, errors).
 */
export class RootRouter implements RouteTable {
  readonly #routes = new Map<string, Handler>();
  readonly #config: RootConfigService;
  readonly #logger: PortalLogger;
  #app: Listener | undefined;

  constructor(config: RootConfigService, logger: PortalLogger) {
    this.#config = config;
    this.#logger = logger.child({ service: "rootHttpRouter" });
  }

  /** @throws Error where the path and one that is taken overlap */
  mount(path: string, handler: Handler): () => void {
    const prefix = normalize(path);
    if (prefix === "") throw new Error("A route needs a path below the root.");
    for (const taken of this.#routes.keys()) {
      if (contains(taken, prefix) || contains(prefix, taken)) {
        throw new Error(
          `The path ${path} overlaps with ${taken}, which is taken.`,
        );
      }
    }
    this.#routes.set(prefix, handler);
    return () => {
      if (this.#routes.get(prefix) === handler) this.#routes.delete(prefix);
    };
  }

  /** Whether a route is there for the path. */
  has(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  /** Answers 404 where there is no route. Express is loaded with the first request. */
  readonly handle: Listener = (request, response) => {
    this.#app ??= this.#createApp();
    this.#app(request, response);
  };

  #find(path: string): string | undefined {
    const wanted = normalize(path);
    return [...this.#routes.keys()].find((prefix) => contains(prefix, wanted));
  }

  #createApp(): Listener {
    const express = hostRequire("express") as typeof Express;
    const { MiddlewareFactory } = hostRequire(
      "@backstage/backend-defaults/rootHttpRouter",
    ) as typeof Defaults;
    const config = this.#config;
    const middleware = MiddlewareFactory.create({
      config,
      logger: this.#logger,
    });
    const app = express();
    app.disable("x-powered-by");
    const trustProxy = config.getOptional("backend.trustProxy");
    if (trustProxy !== undefined) app.set("trust proxy", trustProxy);
    app.use(middleware.cors());
    app.use(middleware.compression());
    app.use(middleware.logging());
    app.use(middleware.rateLimit());
    app.use((request, response, next) => {
      const prefix = this.#find(request.path);
      const route = prefix && this.#routes.get(prefix);
      if (!route) return next();
      // Lets express set req.baseUrl and strip the prefix from req.url, as plugins expect.
      const mounted = express.Router({ caseSensitive: false });
      mounted.use(prefix, route);
      return mounted(request, response, next);
    });
    app.use(middleware.notFound());
    app.use(middleware.error());
    return app;
  }
}

function normalize(path: string): string {
  return path.replace(/\/+$/, "").toLowerCase();
}

function contains(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}
