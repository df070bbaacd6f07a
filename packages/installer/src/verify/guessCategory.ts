import type { PluginCategory } from "@flyloft/plugin-core";

export const CATEGORIES = [
  "UI",
  "Model",
  "Data",
  "Integration",
  "Utility",
] as const satisfies readonly PluginCategory[];

export interface Guessing {
  readonly name: string;
  readonly keywords: readonly string[];
  readonly role: string | undefined;
}

/** Services that plugins connect a portal with. */
const SERVICES = new Set(
  "argocd azure bitbucket circleci datadog dynatrace gerrit github gitlab grafana jenkins jfrog jira kafka kubernetes newrelic opsgenie pagerduty sentry servicenow slack snyk sonarqube splunk terraform".split(
    " ",
  ),
);

/** What a plugin is for, where it doesn't say so itself: by its name, its keywords and its role. */
export function guessCategory({
  name,
  keywords,
  role = "",
}: Guessing): PluginCategory {
  const words = [name.replace(/^@[^/]*\//, ""), ...keywords].flatMap((text) =>
    text.toLowerCase().split(/[^a-z0-9]+/),
  );
  if (words.some((word) => SERVICES.has(word))) return "Integration";
  if (
    /-backend-module-/.test(name) &&
    /plugin-(?:catalog|search)-/.test(name)
  ) {
    return "Data";
  }
  return role.startsWith("frontend-plugin") ? "UI" : "Utility";
}
