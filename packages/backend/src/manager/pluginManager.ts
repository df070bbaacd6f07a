import {
  type BackendFeature,
  coreServices,
  createBackendPlugin,
} from "@backstage/backend-plugin-api";
import type { GenerationRecord, PluginReport } from "@flyloft/plugin-core";
import type { PortalFacts } from "../supervisor/messages.ts";

/** What the plugin manager tells of the running generation. */
export interface PortalState {
  readonly generation: number;
  readonly portal: PortalFacts;
  plugins(): readonly PluginReport[];
  /** Newest first. */
  history(): readonly GenerationRecord[];
}

/**
 * The backend plugin `plugin-manager`, for signed-in users and services: `GET /api/plugin-manager/v1/plugins` and
 * `/v1/generations`.
 */
export function createPluginManager(state: PortalState): BackendFeature {
  return createBackendPlugin({
    pluginId: "plugin-manager",
    register(env) {
      env.registerInit({
        deps: { http: coreServices.httpRouter },
        async init({ http }) {
          const { Router } = await import("express");
          const router = Router();
          router.get("/v1/plugins", (_request, response) => {
            response.json({
              generation: state.generation,
              portal: state.portal,
              items: state.plugins(),
            });
          });
          router.get("/v1/generations", (_request, response) => {
            response.json({
              current: state.generation,
              items: state.history(),
            });
          });
          http.use(router);
        },
      });
    },
  });
}
