import {
  compatWrapper,
  convertLegacyPlugin,
  convertLegacyRouteRef,
} from "@backstage/core-compat-api";
import {
  type BackstagePlugin,
  getComponentData,
  type RouteRef as LegacyRouteRef,
} from "@backstage/core-plugin-api";
import {
  createFrontendPlugin,
  createRouteRef,
  type ExtensionDefinition,
  type FrontendFeature,
  PageBlueprint,
} from "@backstage/frontend-plugin-api";
import type { LegacyRoute, RemoteDescription } from "@flyloft/plugin-core";
import type { ComponentType } from "react";
import { AppError } from "../errors.ts";
import { LegacyIcon } from "./LegacyIcon.tsx";
import { legacyPageName } from "./legacyPageName.ts";

/**
 * The features of a remote that only knows Backstage's old frontend system: its APIs, and a page for each of the
 * remote's `legacyRoutes`. No routes and no APIs give no features.
 *
 * @throws AppError `APP_REMOTE_LEGACY_ROUTE` where a route names something that isn't exported
 */
export function convertLegacyRemote(
  remote: RemoteDescription,
  modules: readonly object[],
): readonly FrontendFeature[] {
  const exports = modules.flatMap((module) => Object.entries(module));
  const pages = remote.legacyRoutes.map((route) =>
    convertPage(route, findComponent(remote, route, exports)),
  );
  const plugins = [...new Set(exports.map(([, value]) => value))].filter(
    isLegacyPlugin,
  );
  const [first, ...others] = plugins;
  if (first) {
    return [
      convertLegacyPlugin(first, { extensions: pages }),
      ...others.map((plugin) =>
        convertLegacyPlugin(plugin, { extensions: [] }),
      ),
    ];
  }
  if (pages.length === 0) return [];
  const pluginId = remote.pluginId ?? remote.name;
  return [createFrontendPlugin({ pluginId, extensions: pages })];
}

/** A page of the old system. It is in the navigation where its route has a menu item. */
function convertPage(
  route: LegacyRoute,
  Page: ComponentType,
): ExtensionDefinition {
  const element = <Page />;
  const mountPoint = getComponentData<LegacyRouteRef>(
    element,
    "core.mountPoint",
  );
  return PageBlueprint.make({
    name: legacyPageName(route),
    params: {
      path: route.path,
      noHeader: true,
      routeRef: mountPoint
        ? convertLegacyRouteRef(mountPoint)
        : createRouteRef(),
      ...(route.menuItem && {
        title: route.menuItem.text,
        icon: <LegacyIcon name={route.menuItem.icon} />,
      }),
      loader: async () => compatWrapper(element),
    },
  });
}

function findComponent(
  remote: RemoteDescription,
  route: LegacyRoute,
  exports: readonly (readonly [string, unknown])[],
): ComponentType {
  const found = exports.find(([name]) => name === route.importName)?.[1];
  if (isComponent(found)) return found;
  const names = [...new Set(exports.map(([name]) => name))].sort().join(", ");
  throw new AppError(
    "APP_REMOTE_LEGACY_ROUTE",
    `The route ${route.path} of ${remote.packageName} names '${route.importName}', which is not a component that the package exports.`,
    {
      plugin: remote.packageName,
      hint: `Set importName in the plugin's dynamicRoutes to one of its exports: ${names || "it has none"}.`,
    },
  );
}

function isComponent(value: unknown): value is ComponentType {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && "$$typeof" in value;
}

function isLegacyPlugin(value: unknown): value is BackstagePlugin {
  if (typeof value !== "object" || value === null) return false;
  const { getId, getApis, provide } = value as Partial<
    Record<keyof BackstagePlugin, unknown>
  >;
  return [getId, getApis, provide].every(
    (method) => typeof method === "function",
  );
}
