import type { PublishedPackage } from "./PublishedPackage.ts";

const SCAFFOLDER = ["@backstage/plugin-scaffolder-backend"];
const SEARCH = ["@backstage/plugin-search-backend"];
/** A service of somebody else's. It is asked when a user asks for something, not at the start. */
const NOWHERE = "http://localhost:9";
const EVENTS = ["@backstage/plugin-events-backend"];

/** Backend plugins and modules: the most downloaded ones of three scopes that the portal doesn't bring itself. */
export const BACKENDS: readonly PublishedPackage[] = [
  { name: "@backstage/plugin-scaffolder-backend" },
  ...[
    "catalog-backend-module-scaffolder-entity-model",
    "proxy-backend",
    "search-backend",
    "techdocs-backend",
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
  ...["catalog", "techdocs"].map((name) => ({
    name: `@backstage/plugin-search-backend-module-${name}`,
    with: SEARCH,
  })),
  {
    name: "@backstage/plugin-search-backend-module-elasticsearch",
    with: SEARCH,
    config: {
      search: { elasticsearch: { node: NOWHERE } },
    },
  },
  {
    name: "@backstage/plugin-permission-backend",
    with: ["@backstage/plugin-permission-backend-module-allow-all-policy"],
  },
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
    config: {
      notifications: {
        processors: {
          email: {
            transportConfig: { transport: "stream" },
            sender: "portal@acme.example",
          },
        },
      },
    },
  },
  ...[
    "todo-backend",
    "badges-backend",
    "announcements-backend",
    "adr-backend",
    "rbac-backend",
    "tech-insights-backend",
    "azure-devops-backend",
    "explore-backend",
    "linguist-backend",
    "entity-feedback-backend",
    "npm-backend",
  ].map((name) => ({ name: `@backstage-community/plugin-${name}` })),
  {
    name: "@backstage/plugin-kubernetes-backend",
    config: {
      kubernetes: {
        serviceLocatorMethod: { type: "multiTenant" },
        clusterLocatorMethods: [],
      },
    },
  },
  {
    name: "@backstage-community/plugin-sonarqube-backend",
    config: { sonarqube: { baseUrl: NOWHERE, apiKey: "a-key" } },
  },
  {
    name: "@backstage-community/plugin-jenkins-backend",
    config: { jenkins: { baseUrl: NOWHERE, username: "a", apiKey: "a-key" } },
  },
  {
    name: "@backstage-community/plugin-kafka-backend",
    config: {
      kafka: {
        clientId: "portal",
        clusters: [{ name: "main", brokers: ["localhost:9"] }],
      },
    },
  },
  {
    name: "@backstage-community/plugin-vault-backend",
    config: {
      vault: { baseUrl: NOWHERE, auth: { type: "static", secret: "a-secret" } },
    },
  },
  {
    name: "@backstage-community/plugin-tech-radar-backend",
    version: "1.12.0",
    config: { techRadar: { url: `${NOWHERE}/radar.json` } },
  },
  {
    name: "@backstage-community/search-backend-module-adr",
    with: SEARCH,
  },
  ...["module-utils", "module-http-request"].map((name) => ({
    name: `@roadiehq/scaffolder-backend-${name}`,
    with: SCAFFOLDER,
  })),
  {
    name: "@roadiehq/backstage-plugin-argo-cd-backend",
    config: {
      argocd: {
        username: "a",
        password: "a-password",
        appLocatorMethods: [{ type: "config", instances: [] }],
      },
    },
  },
];
