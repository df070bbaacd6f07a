/** The configuration of both kernels: databases in memory, any free port. */
export const BACKEND_CONFIG = {
  app: { title: "Bench", baseUrl: "http://127.0.0.1" },
  backend: {
    baseUrl: "http://127.0.0.1",
    listen: { host: "127.0.0.1", port: 0 },
    database: { client: "better-sqlite3", connection: ":memory:" },
  },
  auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
};

/** The portal's own plugins, which the set `catalog` adds to one small plugin with a route. */
export const CATALOG_PLUGINS: readonly string[] = [
  "@backstage/plugin-auth-backend",
  "@backstage/plugin-auth-backend-module-guest-provider",
  "@backstage/plugin-catalog-backend",
];
