import {
  coreServices,
  createBackendPlugin,
} from "@backstage/backend-plugin-api";
import { createRouter } from "./createRouter.ts";
import { readGreeting } from "./readGreeting.ts";

/** Answers under `/api/example`. */
export const examplePlugin = createBackendPlugin({
  pluginId: "example",
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ config, httpAuth, httpRouter }) {
        const greeting = readGreeting(config);
        httpRouter.use(createRouter({ greeting, httpAuth }));
      },
    });
  },
});
