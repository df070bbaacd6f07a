import type {
  FrontendFeature,
  FrontendPlugin,
} from "@backstage/frontend-plugin-api";

/** Features of Backstage's new frontend system are known by their marker, whichever copy of its API made them. */
export function isFeature(value: unknown): value is FrontendFeature {
  if (typeof value !== "object" || value === null) return false;
  const { $$type } = value as { $$type?: unknown };
  return (
    $$type === "@backstage/FrontendPlugin" ||
    $$type === "@backstage/FrontendModule"
  );
}

/** The features among a module's exports: the default export first, each once. */
export function pickFeatures(exports: object): readonly FrontendFeature[] {
  const { default: first, ...others } = exports as Record<string, unknown>;
  return [...new Set([first, ...Object.values(others)])].filter(isFeature);
}

/**
 * The features of all of a remote's modules. Where two modules bring a plugin of the same id, the one that is first
 * in `modules` counts: packages expose one plugin in its old and its new form.
 */
export function mergeFeatures(
  modules: readonly (readonly FrontendFeature[])[],
): readonly FrontendFeature[] {
  const plugins = new Set<string>();
  return [...new Set(modules.flat())].filter((feature) => {
    const id = pluginIdOf(feature);
    if (id === undefined) return true;
    if (plugins.has(id)) return false;
    plugins.add(id);
    return true;
  });
}

/** A plugin's id; `undefined` for a module, of which a plugin may have many. */
export function pluginIdOf(feature: FrontendFeature): string | undefined {
  if (feature.$$type !== "@backstage/FrontendPlugin") return undefined;
  return feature.pluginId ?? feature.id;
}

/** Of plugins with the same id, the app takes the last. */
export function findPlugin(
  features: readonly FrontendFeature[],
  pluginId: string,
): FrontendPlugin | undefined {
  return features.findLast(
    (feature): feature is FrontendPlugin => pluginIdOf(feature) === pluginId,
  );
}

/** Ids of the plugins that features bring or extend. */
export function pluginIdsOf(
  features: readonly FrontendFeature[],
): readonly string[] {
  return [...new Set(features.flatMap((feature) => ownerOf(feature) ?? []))];
}

/** Ids of a feature's extensions, which Backstage keeps to itself. */
export function extensionIdsOf(feature: FrontendFeature): readonly string[] {
  const { extensions = [] } = feature as {
    readonly extensions?: readonly { readonly id: string }[];
  };
  return extensions.map(({ id }) => id);
}

function ownerOf(feature: FrontendFeature): string | undefined {
  return feature.pluginId ?? pluginIdOf(feature);
}
