// One start of upstream's `createBackend()`: `createBackendProcess.mjs <configuration as JSON> <plugin>…`. Tells its
// parent when ready. Plain JavaScript, so that nothing but upstream's own code is measured.
import { createRequire } from "node:module";

const require = createRequire(
  new URL("../../packages/backend/package.json", import.meta.url),
);
const { createBackend } = require("@backstage/backend-defaults");
const {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} = require("@backstage/backend-plugin-api");
const { ConfigReader } = require("@backstage/config");
const { Router } = require("express");

const [config, ...plugins] = process.argv.slice(2);
const backend = createBackend();
backend.add(
  createServiceFactory({
    service: coreServices.rootConfig,
    deps: {},
    factory: () => new ConfigReader(JSON.parse(config)),
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
for (const name of plugins) backend.add(require(name));
await backend.start();
process.send({ type: "ready" });
