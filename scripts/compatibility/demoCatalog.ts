import { stringify } from "yaml";

/** What plugins look for at an entity, by their documentation. */
const ANNOTATIONS: Readonly<Record<string, string>> = {
  "backstage.io/kubernetes-id": "orders",
  "backstage.io/managed-by-location": "url:https://github.com/acme/orders/",
  "backstage.io/source-location": "url:https://github.com/acme/orders/",
  "backstage.io/techdocs-ref": "dir:.",
  "argocd/app-name": "orders",
  "argocd/app-selector": "app=orders",
  "buildkite.com/project-slug": "acme/orders",
  "dev.azure.com/project-repo": "acme/orders",
  "github.com/project-slug": "acme/orders",
  "grafana/dashboard-selector": "orders",
  "jenkins.io/job-full-name": "shop/orders",
  "jfrog-artifactory/image-name": "orders",
  "kafka.apache.org/consumer-groups": "main/orders",
  "nexus-repository-manager/docker.image-name": "orders",
  "pagerduty.com/integration-key": "orders",
  "prometheus.io/alert": "all",
  "prometheus.io/rule": "up",
  "qameta.io/allure-project": "orders",
  "quay.io/repository-slug": "acme/orders",
  "sentry.io/project-slug": "acme/orders",
  "sonarqube.org/project-key": "acme.orders",
  "tekton.dev/cicd": "true",
  "travis-ci.com/repo-slug": "acme/orders",
  "vault.io/secrets-path": "orders",
};

const spec = {
  lifecycle: "production",
  owner: "group:default/commerce",
  system: "shop",
};

const ENTITIES = [
  {
    kind: "Component",
    metadata: { name: "orders", annotations: ANNOTATIONS },
    spec: { ...spec, type: "service", providesApis: ["orders-api"] },
  },
  {
    kind: "API",
    metadata: { name: "orders-api" },
    spec: {
      ...spec,
      type: "openapi",
      definition: stringify({
        openapi: "3.1.0",
        info: { title: "Orders", version: "1.0.0" },
        paths: {},
      }),
    },
  },
  {
    kind: "System",
    metadata: { name: "shop" },
    spec: { owner: "group:default/commerce" },
  },
  {
    kind: "Group",
    metadata: { name: "commerce" },
    spec: { type: "team", children: [], members: ["guest"] },
  },
  {
    kind: "User",
    metadata: { name: "guest" },
    spec: { memberOf: ["commerce"] },
  },
];

/** Entities that have what plugins look for, as the content of a catalog file. */
export const DEMO_CATALOG = ENTITIES.map((entity) =>
  stringify({ apiVersion: "backstage.io/v1alpha1", ...entity }),
).join("---\n");

/** Pages of entities on which plugins show something. */
export const ENTITY_PAGES: readonly string[] = [
  "/catalog/default/component/orders",
  "/catalog/default/api/orders-api",
];
