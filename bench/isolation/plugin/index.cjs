// A plugin with one public route that answers a small JSON. Its id is what its package.json says.
const {
  coreServices,
  createBackendPlugin,
} = require("@backstage/backend-plugin-api");
const { Router } = require("express");
const { backstage } = require("./package.json");

const items = Array.from({ length: 20 }, (_, id) => ({
  id,
  name: `item ${id}`,
}));

exports.default = createBackendPlugin({
  pluginId: backstage.pluginId,
  register(env) {
    env.registerInit({
      deps: { http: coreServices.httpRouter },
      async init({ http }) {
        const router = Router();
        router.get("/items", (_request, response) => {
          response.json({ items });
        });
        http.use(router);
        http.addAuthPolicy({ path: "/items", allow: "unauthenticated" });
      },
    });
  },
});
