import { PublishError } from "../errors.ts";

/** How a new plugin is called in the places that have different rules. */
export interface PluginNames {
  /** `cost-insights` */
  readonly id: string;
  /** `costInsights` */
  readonly camel: string;
  /** `CostInsights` */
  readonly pascal: string;
  /** `Cost insights` */
  readonly title: string;
  /** What packages' names begin with: `@acme/plugin-`, `backstage-plugin-`. */
  readonly prefix: string;
}

const SCOPE = /^@[a-z0-9][a-z0-9._-]*$/;
/** https://backstage.io/docs/backend-system/architecture/naming-patterns: kebab case. */
export const PLUGIN_ID = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const LONGEST_ID = 60;
/** Words of the templates that stand for the plugin. */
const IN_USE = new Set(["example", "plugin", "backend", "module"]);

/**
 * Reads `cost-insights`, `@acme/cost-insights` or the name that a package will have, `@acme/plugin-cost-insights-backend`.
 *
 * @throws PublishError `PUBLISH_NAME_INVALID`
 */
export function readPluginNames(given: string): PluginNames {
  const slash = given.indexOf("/");
  const scope = slash < 0 ? undefined : given.slice(0, slash);
  const id = given
    .slice(slash + 1)
    .replace(/^(?:backstage-)?plugin-/, "")
    .replace(/-backend$/, "");
  const isFine = PLUGIN_ID.test(id) && id.length <= LONGEST_ID;
  if (!isFine || IN_USE.has(id) || (scope && !SCOPE.test(scope))) {
    throw new PublishError(
      "PUBLISH_NAME_INVALID",
      `${JSON.stringify(given)} is no name for a plugin`,
      {
        hint: "Use lower case letters, digits and single dashes, and a scope if you have one: cost-insights, @acme/cost-insights.",
      },
    );
  }
  const words = id.split("-");
  const pascal = words.map(capitalize).join("");
  return {
    id,
    camel: `${pascal[0]?.toLowerCase()}${pascal.slice(1)}`,
    pascal,
    title: capitalize(words.join(" ")),
    prefix: scope ? `${scope}/plugin-` : "backstage-plugin-",
  };
}

function capitalize(word: string): string {
  return `${word[0]?.toUpperCase()}${word.slice(1)}`;
}
