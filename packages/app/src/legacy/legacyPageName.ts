import type { LegacyRoute } from "@flyloft/plugin-core";

/** The extension name of an old page: unique in its plugin, since two routes may show the same component. */
export function legacyPageName(route: LegacyRoute): string {
  const words = `${route.importName} ${route.path}`
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
  return words.replaceAll(/^-|-$/g, "");
}
