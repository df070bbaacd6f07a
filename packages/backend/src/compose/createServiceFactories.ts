import { createRequire } from "node:module";
import {
  type RootLoggerService,
  type ServiceFactory,
  type UrlReaderService,
  coreServices as core,
  createServiceFactory,
} from "@backstage/backend-plugin-api";
import { createDiscovery } from "./createDiscovery.ts";
import { lazyFactory } from "./lazyFactory.ts";
import { LAZY_SERVICES, urlReaderFactoriesRef } from "./lazyServices.ts";
import type { RootServices, RouteTable } from "./RootServices.ts";
import type { SharedFactories } from "./SharedFactories.ts";

/** Services whose root context carries what plugins say to each other. */
const SHARED: ReadonlySet<string> = new Set([
  "events.service",
  "core.cache",
  "core.userInfo",
]);

const lazyFactories = LAZY_SERVICES.map(lazyFactory);

/** What the services of one unit don't share with others. */
export interface UnitServices {
  /** Where its routes go. */
  readonly routes: RouteTable;
  /** The package of the plugin itself. */
  readonly source: string;
}

/** The service factories of one unit. */
export function createServiceFactories(
  root: RootServices,
  { routes, source }: UnitServices,
  shared: SharedFactories,
): ServiceFactory[] {
  return [
    ...lazyFactories.map((factory) => {
      const { id } = factory.service;
      const bridged =
        id === "events.service" ? root.events?.bridge(factory) : undefined;
      return SHARED.has(id) ? shared.share(bridged ?? factory) : factory;
    }),
    createServiceFactory({
      service: core.rootConfig,
      deps: {},
      factory: () => root.config,
    }),
    createServiceFactory({
      service: core.rootLogger,
      deps: {},
      factory: () => quietKernel(root.logger),
    }),
    createServiceFactory({
      service: core.rootHealth,
      deps: {},
      factory: () => root.health,
    }),
    createServiceFactory({
      service: core.rootHttpRouter,
      deps: {},
      factory: () => ({
        use: (path, handler) => void routes.mount(path, handler),
      }),
    }),
    createServiceFactory({
      service: core.logger,
      deps: { logger: core.rootLogger, plugin: core.pluginMetadata },
      factory: ({ logger, plugin }) =>
        logger.child({ plugin: plugin.getId(), package: source }),
    }),
    createDiscovery(root.internalUrl),
    lazyUrlReader,
  ];
}

/** Upstream's kernel logs the start of each of its backends and every stray error once per backend; we do it once. */
const KERNEL_LOGS: ReadonlySet<unknown> = new Set([
  "initialization",
  "unhandledRejection",
  "uncaughtException",
]);

function quietKernel(logger: RootLoggerService): RootLoggerService {
  const silent: RootLoggerService = {
    error() {},
    warn() {},
    info() {},
    debug() {},
    child: () => silent,
  };
  return {
    error: (message, meta) => logger.error(message, meta as Error),
    warn: (message, meta) => logger.warn(message, meta as Error),
    info: (message, meta) => logger.info(message, meta as Error),
    debug: (message, meta) => logger.debug(message, meta as Error),
    child: (meta) =>
      KERNEL_LOGS.has(meta["type"]) ? silent : logger.child(meta),
  };
}

const hostRequire = createRequire(import.meta.url);

/** The SDKs of three clouds stand behind this service, and most plugins that ask for it never read a URL. */
const lazyUrlReader = createServiceFactory({
  service: core.urlReader,
  deps: {
    config: core.rootConfig,
    logger: core.logger,
    factories: urlReaderFactoriesRef,
  },
  factory: (deps): UrlReaderService => {
    let made: Promise<UrlReaderService> | undefined;
    const reader = () => {
      made ??= makeUrlReader(deps);
      return made;
    };
    return {
      readUrl: async (...args) => (await reader()).readUrl(...args),
      readTree: async (...args) => (await reader()).readTree(...args),
      search: async (...args) => (await reader()).search(...args),
    };
  },
});

async function makeUrlReader(deps: object): Promise<UrlReaderService> {
  const { urlReaderServiceFactory } = hostRequire(
    "@backstage/backend-defaults/urlReader",
  ) as {
    urlReaderServiceFactory: {
      factory(deps: object): Promise<UrlReaderService>;
    };
  };
  return urlReaderServiceFactory.factory(deps);
}
