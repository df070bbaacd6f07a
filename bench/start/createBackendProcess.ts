import { createRequire } from "node:module";
import path from "node:path";
import { root } from "../../scripts/paths.ts";
import { BACKEND_CONFIG } from "./backendConfig.ts";

/** One start of upstream's `createBackend()`; the arguments are the plugins that it adds. Tells its parent when ready. */
type Defaults = typeof import("@backstage/backend-defaults");
type PluginApi = typeof import("@backstage/backend-plugin-api");

const require = createRequire(path.join(root, "packages/backend/package.json"));
const { createBackend } = require("@backstage/backend-defaults") as Defaults;
const { coreServices, createBackendPlugin, createServiceFactory } =
  require("@backstage/backend-plugin-api") as PluginApi;
const { ConfigReader } =
  require("@backstage/config") as typeof import("@backstage/config");
const { Router } = require("express") as typeof import("express");

const backend = createBackend();
backend.add(
  createServiceFactory({
    service: coreServices.rootConfig,
    deps: {},
    factory: () => new ConfigReader(BACKEND_CONFIG),
  }),
);
backend.add(
  createBackendPlugin({
    pluginId: "plugin-manager",
    register(env) {
      env.registerInit({
        deps: { http: coreServices.httpRouter },
        async init({ http }) {
          const router = Router();
          router.get("/v1/plugins", (_request, response) => response.json([]));
          http.use(router);
        },
      });
    },
  }),
);
for (const name of process.argv.slice(2)) {
  backend.add(require(name) as Parameters<typeof backend.add>[0]);
}
await backend.start();
process.send?.({ type: "ready" });
