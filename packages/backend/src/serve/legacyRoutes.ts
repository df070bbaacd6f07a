import type { RootConfigService } from "@backstage/backend-plugin-api";
import type { LegacyRoute } from "@flyloft/plugin-core";

interface DynamicRoute {
  readonly path?: unknown;
  readonly importName?: unknown;
  readonly menuItem?: { readonly text?: unknown; readonly icon?: unknown };
}

/**
 * The pages of a plugin for Backstage's old frontend system, as `dynamicPlugins.frontend.<plugin>.dynamicRoutes` tells
 * them. The key is the package's name, also written the way Red Hat's tools do: `acme.plugin-x` for `@acme/plugin-x`.
 */
export function readLegacyRoutes(
  config: RootConfigService,
  packageName: string,
): readonly LegacyRoute[] {
  const all = config.getOptional("dynamicPlugins.frontend") as
    | Readonly<Record<string, { dynamicRoutes?: unknown } | undefined>>
    | undefined;
  const dotted = packageName.replace(/^@/, "").replace("/", ".");
  const keys = [packageName, dotted, dotted.replace(/-dynamic$/, "")];
  const own = keys.map((key) => all?.[key]).find(Boolean);
  const routes: unknown = own?.dynamicRoutes;
  if (!Array.isArray(routes)) return [];
  return (routes as DynamicRoute[]).flatMap(toLegacyRoute);
}

function toLegacyRoute(route: DynamicRoute): LegacyRoute[] {
  if (typeof route.path !== "string") return [];
  const { text, icon } = route.menuItem ?? {};
  return [
    {
      path: route.path,
      importName:
        typeof route.importName === "string" ? route.importName : "default",
      ...(typeof text === "string" && {
        menuItem: { text, ...(typeof icon === "string" && { icon }) },
      }),
    },
  ];
}
