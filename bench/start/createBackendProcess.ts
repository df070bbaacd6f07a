import { createRequire } from "node:module";
import path from "node:path";
import type * as Defaults from "@backstage/backend-defaults";
import type * as PluginApi from "@backstage/backend-plugin-api";
import type * as Config from "@backstage/config";
import type Express from "express";
import { root } from "../../scripts/paths.ts";
import { BACKEND_CONFIG } from "./backendConfig.ts";

// One start of upstream's `createBackend()`; the arguments are the plugins that it adds. Tells its parent when ready.

const require = createRequire(path.join(root, "packages/backend/package.json"));
const { createBackend } =
  require("@backstage/backend-defaults") as typeof Defaults;
const { coreServices, createBackendPlugin, createServiceFactory } =
  require("@backstage/backend-plugin-api") as typeof PluginApi;
const { ConfigReader } = require("@backstage/config") as typeof Config;
const { Router } = require("express") as typeof Express;

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
