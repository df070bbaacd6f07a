import type { PublishedPackage } from "./PublishedPackage.ts";

/** Frontend plugins: the most downloaded ones of three scopes that the portal doesn't bring itself. */
export const FRONTENDS: readonly PublishedPackage[] = [
  { name: "@backstage/plugin-catalog-import", pages: ["/catalog-import"] },
  {
    name: "@backstage/plugin-search",
    with: ["@backstage/plugin-search-backend"],
  },
  {
    name: "@backstage/plugin-scaffolder",
    with: ["@backstage/plugin-scaffolder-backend"],
  },
  {
    name: "@backstage/plugin-techdocs",
    with: ["@backstage/plugin-techdocs-backend"],
  },
  {
    name: "@backstage/plugin-techdocs-module-addons-contrib",
    with: ["@backstage/plugin-techdocs", "@backstage/plugin-techdocs-backend"],
  },
  {
    name: "@backstage/plugin-notifications",
    with: ["@backstage/plugin-notifications-backend"],
  },
  {
    name: "@backstage/plugin-signals",
    with: ["@backstage/plugin-signals-backend"],
  },
  {
    name: "@backstage/plugin-devtools",
    with: ["@backstage/plugin-devtools-backend"],
  },
  {
    name: "@backstage/plugin-kubernetes",
    with: ["@backstage/plugin-kubernetes-backend"],
    config: {
      kubernetes: {
        serviceLocatorMethod: { type: "multiTenant" },
        clusterLocatorMethods: [],
      },
    },
  },
  {
    name: "@roadiehq/plugin-scaffolder-frontend-module-http-request-field",
    with: [
      "@backstage/plugin-scaffolder",
      "@backstage/plugin-scaffolder-backend",
    ],
  },
  {
    name: "@backstage-community/plugin-grafana",
    config: { grafana: { domain: "http://localhost:9" } },
  },
  {
    name: "@backstage-community/plugin-sentry",
    config: { sentry: { organization: "acme" } },
  },
  {
    name: "@backstage-community/plugin-tekton",
    with: ["@backstage/plugin-kubernetes"],
  },
  ...[
    "@backstage/plugin-api-docs",
    "@backstage/plugin-catalog-graph",
    "@backstage/plugin-home",
    "@backstage/plugin-catalog-unprocessed-entities",
    "@backstage/plugin-app-visualizer",
    "@backstage/plugin-pagerduty",
    "@backstage/plugin-cost-insights",
    "@backstage-community/plugin-github-actions",
    "@backstage-community/plugin-tech-radar",
    "@backstage-community/plugin-sonarqube",
    "@backstage-community/plugin-azure-devops",
    "@backstage-community/plugin-rbac",
    "@backstage-community/plugin-jenkins",
    "@backstage-community/plugin-nexus-repository-manager",
    "@backstage-community/plugin-kafka",
    "@backstage-community/plugin-quay",
    "@backstage-community/plugin-allure",
    "@backstage-community/plugin-argocd",
    "@backstage-community/plugin-redhat-argocd",
    "@backstage-community/plugin-jfrog-artifactory",
    "@backstage-community/plugin-git-release-manager",
    "@backstage-community/plugin-vault",
    "@roadiehq/backstage-plugin-github-pull-requests",
    "@roadiehq/backstage-plugin-github-insights",
    "@roadiehq/backstage-plugin-argo-cd",
    "@roadiehq/backstage-plugin-buildkite",
    "@roadiehq/backstage-plugin-security-insights",
    "@roadiehq/backstage-plugin-travis-ci",
    "@roadiehq/backstage-plugin-prometheus",
  ].map((name) => ({ name })),
];
