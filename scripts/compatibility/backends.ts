import type { PublishedPackage } from "./PublishedPackage.ts";

const SCAFFOLDER = ["@backstage/plugin-scaffolder-backend"];
const SEARCH = ["@backstage/plugin-search-backend"];
const EVENTS = ["@backstage/plugin-events-backend"];

/** Backend plugins and modules: the most downloaded ones of three scopes that the portal doesn't bring itself. */
export const BACKENDS: readonly PublishedPackage[] = [
  { name: "@backstage/plugin-scaffolder-backend" },
  ...[
    "catalog-backend-module-scaffolder-entity-model",
    "permission-backend",
    "proxy-backend",
    "search-backend",
    "techdocs-backend",
    "kubernetes-backend",
    "signals-backend",
    "notifications-backend",
    "events-backend",
    "devtools-backend",
    "user-settings-backend",
    "mcp-actions-backend",
    "catalog-backend-module-logs",
    "catalog-backend-module-github",
    "catalog-backend-module-github-org",
    "catalog-backend-module-gitlab",
    "catalog-backend-module-msgraph",
    "catalog-backend-module-ldap",
    "catalog-backend-module-aws",
    "catalog-backend-module-openapi",
    "catalog-backend-module-unprocessed",
    "catalog-backend-module-incremental-ingestion",
    "auth-backend-module-github-provider",
    "auth-backend-module-gitlab-provider",
    "auth-backend-module-google-provider",
    "auth-backend-module-microsoft-provider",
    "auth-backend-module-oidc-provider",
    "auth-backend-module-okta-provider",
    "auth-backend-module-oauth2-proxy-provider",
    "auth-backend-module-atlassian-provider",
  ].map((name) => ({ name: `@backstage/plugin-${name}` })),
  ...["github", "gitlab", "azure", "bitbucket-cloud", "gitea", "gerrit"].map(
    (name) => ({
      name: `@backstage/plugin-scaffolder-backend-module-${name}`,
      with: SCAFFOLDER,
    }),
  ),
  {
    name: "@backstage/plugin-scaffolder-backend-module-notifications",
    with: [...SCAFFOLDER, "@backstage/plugin-notifications-backend"],
  },
  ...["catalog", "techdocs", "pg", "elasticsearch"].map((name) => ({
    name: `@backstage/plugin-search-backend-module-${name}`,
    with: SEARCH,
  })),
  {
    name: "@backstage/plugin-events-backend-module-github",
    with: EVENTS,
  },
  {
    name: "@backstage/plugin-permission-backend-module-allow-all-policy",
    with: ["@backstage/plugin-permission-backend"],
  },
  {
    name: "@backstage/plugin-notifications-backend-module-email",
    with: ["@backstage/plugin-notifications-backend"],
  },
  ...[
    "todo-backend",
    "badges-backend",
    "announcements-backend",
    "tech-radar-backend",
    "sonarqube-backend",
    "adr-backend",
    "rbac-backend",
    "tech-insights-backend",
    "azure-devops-backend",
    "explore-backend",
    "jenkins-backend",
    "linguist-backend",
    "entity-feedback-backend",
    "kafka-backend",
    "vault-backend",
    "npm-backend",
  ].map((name) => ({ name: `@backstage-community/plugin-${name}` })),
  {
    name: "@backstage-community/search-backend-module-adr",
    with: SEARCH,
  },
  ...["module-utils", "module-http-request"].map((name) => ({
    name: `@roadiehq/scaffolder-backend-${name}`,
    with: SCAFFOLDER,
  })),
  { name: "@roadiehq/backstage-plugin-argo-cd-backend" },
];
