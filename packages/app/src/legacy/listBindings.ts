import type { BackstagePlugin } from "@backstage/core-plugin-api";
import type { LegacyBindingEnd, LegacyFrontend } from "@flyloft/plugin-core";
import type { LegacyExports } from "./LegacyExports.ts";
import type { BindingEnd, RouteBinding } from "./RouteBinding.ts";
import { splitWords, toKebab } from "./splitWords.ts";

/**
 * Where external routes of these names lead in every Backstage app. Old plugins leave it to the app to say so; what a
 * plugin says itself comes first.
 */
const USUAL_TARGETS: Readonly<Record<string, readonly [string, string]>> = {
  catalogEntity: ["catalog", "catalogEntity"],
  catalogIndex: ["catalog", "catalogIndex"],
  createComponent: ["scaffolder", "root"],
  createFromTemplate: ["scaffolder", "selectedTemplate"],
  registerApi: ["catalog-import", "importPage"],
  registerComponent: ["catalog-import", "importPage"],
  viewTechDoc: ["techdocs", "docRoot"],
};

/** What the configuration binds, then what is usual. Of two for the same route the first counts. */
export function listBindings(
  legacy: LegacyFrontend | undefined,
  exports: LegacyExports,
): readonly RouteBinding[] {
  const configured = (legacy?.routeBindings ?? []).map(({ from, to }) => ({
    from: toEnd(from, exports),
    to: toEnd(to, exports),
  }));
  return [...configured, ...exports.plugins.flatMap(usualBindings)];
}

function usualBindings(plugin: BackstagePlugin): readonly RouteBinding[] {
  return Object.entries(plugin.externalRoutes).flatMap(([route, ref]) => {
    const target = hasDefault(ref) ? undefined : USUAL_TARGETS[route];
    if (!target) return [];
    const [pluginId, key] = target;
    return [
      {
        from: { pluginId: plugin.getId(), route },
        to: { pluginId, route: key },
      },
    ];
  });
}

function hasDefault(ref: unknown): boolean {
  const { getDefaultTarget } = ref as { getDefaultTarget?(): unknown };
  return getDefaultTarget?.call(ref) !== undefined;
}

/** Plugins of other packages are known by convention: `catalogImportPlugin` is the one with the id `catalog-import`. */
function toEnd(
  { plugin, route }: LegacyBindingEnd,
  exports: LegacyExports,
): BindingEnd {
  const own = exports.plugins.find((known) => known === exports.get(plugin));
  const pluginId =
    own?.getId() ?? toKebab(splitWords(plugin.replace(/Plugin$/, "")));
  return { pluginId, route };
}
