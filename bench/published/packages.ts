/** Backends as they were published, of the kinds that portals have: small and large, plugins and modules. */
export const BACKENDS: readonly string[] = [
  ...[
    "scaffolder-backend",
    "search-backend",
    "techdocs-backend",
    "kubernetes-backend",
    "signals-backend",
    "notifications-backend",
    "events-backend",
    "devtools-backend",
    "user-settings-backend",
    "proxy-backend",
    "permission-backend",
    "catalog-backend-module-github",
    "catalog-backend-module-gitlab",
    "catalog-backend-module-msgraph",
    "auth-backend-module-github-provider",
    "auth-backend-module-oidc-provider",
  ].map((name) => `@backstage/plugin-${name}`),
  ...["todo", "badges", "sonarqube", "jenkins"].map(
    (name) => `@backstage-community/plugin-${name}-backend`,
  ),
];

/** Frontends as they were published, with features of the new frontend system in `./alpha`. */
export const FRONTENDS: readonly string[] = [
  ...["tech-radar", "github-actions"].map(
    (name) => `@backstage-community/plugin-${name}`,
  ),
  ...[
    "api-docs",
    "catalog-graph",
    "techdocs",
    "search",
    "notifications",
    "scaffolder",
  ].map((name) => `@backstage/plugin-${name}`),
];
