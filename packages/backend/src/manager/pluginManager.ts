import {
  type BackendFeature,
  coreServices,
  createBackendPlugin,
} from "@backstage/backend-plugin-api";
import type { PluginReport } from "@flyloft/plugin-core";
import type { PortalFacts } from "../supervisor/messages.ts";

/** What the plugin manager tells of the running generation. */
export interface PortalState {
  readonly generation: number;
  readonly portal: PortalFacts;
  plugins(): readonly PluginReport[];
}

/** The backend plugin `plugin-manager`: `GET /api/plugin-manager/v1/plugins`, for signed-in users and services. */
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
          http.use(router);
        },
      });
    },
  });
}
