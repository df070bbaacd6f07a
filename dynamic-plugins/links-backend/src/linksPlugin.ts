import {
  coreServices,
  createBackendPlugin,
} from "@backstage/backend-plugin-api";
import { createRouter } from "./createRouter.ts";
import { LinkStore } from "./LinkStore.ts";

/** Team links under `/api/links`, kept in the plugin's own database. */
export const linksPlugin = createBackendPlugin({
  pluginId: "links",
  register(env) {
    env.registerInit({
      deps: {
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ database, httpAuth, httpRouter }) {
        const store = await LinkStore.open(database);
        httpRouter.use(createRouter({ store, httpAuth }));
      },
    });
  },
});
