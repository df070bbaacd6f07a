import {
  type DatabaseService,
  type ServiceRef,
  coreServices as core,
  createServiceRef,
} from "@backstage/backend-plugin-api";
import {
  actionsRegistryServiceRef,
  actionsServiceRef,
  metricsServiceRef,
  tracingServiceRef,
} from "@backstage/backend-plugin-api/alpha";
import type { LazyService } from "./lazyFactory.ts";
import { type DatabaseDeps, postponeDatabase } from "./postponeDatabase.ts";

const DEFAULTS = "@backstage/backend-defaults";
const plugin = core.pluginMetadata;

/** Refs that upstream doesn't export without the code behind them. A ref is its id. */
const many = (id: string) =>
  createServiceRef<unknown>({ id, multiton: true }) as ServiceRef<unknown>;
export const urlReaderFactoriesRef = many("core.urlReader.factories");
const externalTokenHandlersRef = many("core.auth.externalTokenHandlers");
const eventsRef = createServiceRef<unknown>({ id: "events.service" });
const pluginTokenHandlerDecoratorRef = createServiceRef<unknown>({
  id: "core.auth.pluginTokenHandlerDecorator",
  defaultFactory: async (service) => {
    const { createServiceFactory } =
      await import("@backstage/backend-plugin-api");
    return createServiceFactory({
      service,
      deps: {},
      factory: async () => (handler: unknown) => handler,
    });
  },
});

/** What every plugin may ask for, but for what the portal gives itself: config, logger, health, router,
 * discovery, urlReader. */
export const LAZY_SERVICES: readonly LazyService[] = [
  {
    service: core.auditor,
    deps: {
      config: core.rootConfig,
      logger: core.logger,
      auth: core.auth,
      httpAuth: core.httpAuth,
      plugin,
    },
    module: `${DEFAULTS}/auditor`,
    name: "auditorServiceFactory",
  },
  {
    service: core.auth,
    deps: {
      config: core.rootConfig,
      logger: core.logger,
      discovery: core.discovery,
      plugin,
      database: core.database,
      pluginTokenHandlerDecorator: pluginTokenHandlerDecoratorRef,
      externalTokenHandlers: externalTokenHandlersRef,
    },
    module: `${DEFAULTS}/auth`,
    name: "authServiceFactory",
  },
  {
    service: core.cache,
    deps: { config: core.rootConfig, plugin, logger: core.rootLogger },
    module: `${DEFAULTS}/cache`,
    name: "cacheServiceFactory",
    hasRootContext: true,
  },
  {
    service: core.database,
    deps: {
      config: core.rootConfig,
      lifecycle: core.lifecycle,
      logger: core.logger,
      pluginMetadata: plugin,
      rootLifecycle: core.rootLifecycle,
      rootLogger: core.rootLogger,
    },
    module: `${DEFAULTS}/database`,
    name: "databaseServiceFactory",
    hasRootContext: true,
    postpone: (make, deps) =>
      postponeDatabase(
        make as () => Promise<DatabaseService>,
        deps as DatabaseDeps,
      ),
  },
  {
    service: core.httpAuth,
    deps: { auth: core.auth, discovery: core.discovery, plugin },
    module: `${DEFAULTS}/httpAuth`,
    name: "httpAuthServiceFactory",
  },
  {
    service: core.httpRouter,
    deps: {
      plugin,
      config: core.rootConfig,
      lifecycle: core.lifecycle,
      rootHttpRouter: core.rootHttpRouter,
      auth: core.auth,
      httpAuth: core.httpAuth,
      logger: core.logger,
    },
    module: `${DEFAULTS}/httpRouter`,
    name: "httpRouterServiceFactory",
    initialization: "always",
  },
  {
    service: core.lifecycle,
    deps: { logger: core.logger, pluginMetadata: plugin },
    module: `${DEFAULTS}/lifecycle`,
    name: "lifecycleServiceFactory",
  },
  {
    service: core.permissions,
    deps: {
      auth: core.auth,
      config: core.rootConfig,
      discovery: core.discovery,
    },
    module: `${DEFAULTS}/permissions`,
    name: "permissionsServiceFactory",
  },
  {
    service: core.permissionsRegistry,
    deps: {
      auth: core.auth,
      httpAuth: core.httpAuth,
      lifecycle: core.lifecycle,
      httpRouter: core.httpRouter,
      pluginMetadata: plugin,
    },
    module: `${DEFAULTS}/permissionsRegistry`,
    name: "permissionsRegistryServiceFactory",
  },
  {
    service: core.rootLifecycle,
    deps: { logger: core.rootLogger },
    module: `${DEFAULTS}/rootLifecycle`,
    name: "rootLifecycleServiceFactory",
  },
  {
    service: core.rootSystemMetadata,
    deps: {
      logger: core.rootLogger,
      config: core.rootConfig,
      instanceMetadata: core.rootInstanceMetadata,
    },
    module: `${DEFAULTS}/rootSystemMetadata`,
    name: "rootSystemMetadataServiceFactory",
    initialization: "lazy",
  },
  {
    service: core.scheduler,
    deps: {
      database: core.database,
      logger: core.logger,
      rootLifecycle: core.rootLifecycle,
      httpRouter: core.httpRouter,
      pluginMetadata: plugin,
      metrics: metricsServiceRef,
    },
    module: `${DEFAULTS}/scheduler`,
    name: "schedulerServiceFactory",
  },
  {
    service: core.userInfo,
    deps: { discovery: core.discovery },
    module: `${DEFAULTS}/userInfo`,
    name: "userInfoServiceFactory",
    hasRootContext: true,
  },
  {
    service: eventsRef,
    deps: {
      pluginMetadata: plugin,
      rootLogger: core.rootLogger,
      discovery: core.discovery,
      logger: core.logger,
      lifecycle: core.lifecycle,
      auth: core.auth,
      config: core.rootConfig,
    },
    module: "@backstage/plugin-events-node",
    name: "eventsServiceFactory",
    hasRootContext: true,
  },
  {
    service: actionsRegistryServiceRef,
    deps: {
      metadata: plugin,
      httpRouter: core.httpRouter,
      httpAuth: core.httpAuth,
      logger: core.logger,
      auth: core.auth,
      config: core.rootConfig,
      permissions: core.permissions,
      permissionsRegistry: core.permissionsRegistry,
    },
    module: `${DEFAULTS}/alpha`,
    name: "actionsRegistryServiceFactory",
  },
  {
    service: actionsServiceRef,
    deps: {
      discovery: core.discovery,
      config: core.rootConfig,
      logger: core.logger,
      auth: core.auth,
    },
    module: `${DEFAULTS}/alpha`,
    name: "actionsServiceFactory",
  },
  {
    service: metricsServiceRef,
    deps: { config: core.rootConfig, pluginMetadata: plugin },
    module: `${DEFAULTS}/alpha`,
    name: "metricsServiceFactory",
  },
  {
    service: tracingServiceRef,
    deps: {
      config: core.rootConfig,
      pluginMetadata: plugin,
      httpAuth: core.httpAuth,
    },
    module: `${DEFAULTS}/alpha`,
    name: "tracingServiceFactory",
  },
];
