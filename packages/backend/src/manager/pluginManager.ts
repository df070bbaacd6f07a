import {
  type BackendFeature,
  type RootConfigService,
  coreServices,
  createBackendPlugin,
} from "@backstage/backend-plugin-api";
import type { NextFunction, Request, Response } from "express";
import { AdministratorAccess } from "./access/AdministratorAccess.ts";
import { FrameworkAccess } from "./access/FrameworkAccess.ts";
import { resourceOf } from "./access/PluginResource.ts";
import type { JobStreams } from "./JobStreams.ts";
import type { ManagementApi } from "./loadApi.ts";
import { ManagementFace } from "./ManagementFace.ts";
import { findPlugin, type PortalState } from "./PortalState.ts";
import { readManagement } from "./readManagement.ts";
import { refuse } from "./refuse.ts";
import { readOrigins } from "./refuseForeign.ts";
import type { SupervisorLink } from "./SupervisorLink.ts";

export interface PluginManagerOptions {
  readonly state: PortalState;
  readonly link: SupervisorLink;
  readonly streams: JobStreams;
  /** Where it is loaded already. */
  readonly api?: Promise<ManagementApi> | undefined;
}

const API = "/v1";

/** The backend plugin `plugin-manager`: the API of `@flyloft/management` at `/api/plugin-manager/v1`. */
export function createPluginManager(
  options: PluginManagerOptions,
): BackendFeature {
  return createBackendPlugin({
    pluginId: "plugin-manager",
    register(env) {
      env.registerInit({
        deps: {
          http: coreServices.httpRouter,
          logger: coreServices.logger,
          httpAuth: coreServices.httpAuth,
          config: coreServices.rootConfig,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          userInfo: coreServices.userInfo,
        },
        async init({ http, httpAuth, logger, config, ...services }) {
          const face = new ManagementFace({
            ...options,
            httpAuth,
            access: createAccess(options, { ...services, config }),
            management: readManagement(config),
            isOwnOrigin: readOrigins(config),
          });
          http.use((request, response, next) => {
            const onRefused = (message: string) => logger.warn(message);
            void answer(face, { request, response, next, onRefused });
          });
        },
      });
    },
  });
}

type AccessServices = ConstructorParameters<typeof AdministratorAccess>[0] &
  Omit<ConstructorParameters<typeof FrameworkAccess>[0], "find">;

function createAccess(
  { state }: PluginManagerOptions,
  services: AccessServices,
) {
  if (!usesFramework(services.config)) return new AdministratorAccess(services);
  const find = (name: string) => {
    const report = findPlugin(state, name);
    return report && resourceOf(report);
  };
  return new FrameworkAccess({ ...services, find });
}

function usesFramework(config: RootConfigService): boolean {
  return config.getOptionalBoolean("permission.enabled") ?? false;
}

interface Step {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
  onRefused(message: string): void;
}

async function answer(
  face: ManagementFace,
  { request, response, next, onRefused }: Step,
): Promise<void> {
  if (!request.url.startsWith(`${API}/`)) return next();
  const { url, baseUrl } = request;
  try {
    request.url = url.slice(API.length);
    request.baseUrl = baseUrl + API;
    if (await face.handle(request, response)) return;
    Object.assign(request, { url, baseUrl });
    next();
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (!refuse(response, error)) next(error);
    else if (response.statusCode === 403 && request.method !== "GET") {
      onRefused(`${request.method} ${url}: ${(error as Error).message}`);
    }
  }
}
