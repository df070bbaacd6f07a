import { convertLegacyRouteRefs } from "@backstage/core-compat-api";
import type { BackstagePlugin } from "@backstage/core-plugin-api";
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  type ExtensionDefinition,
  type FrontendFeature,
} from "@backstage/frontend-plugin-api";
import type { RemoteDescription } from "@flyloft/plugin-core";
import { AppError } from "../errors.ts";
import { convertApi, convertAppElement, convertIcon } from "./appFeatures.tsx";
import type { Conversion, Converted } from "./Conversion.ts";
import { convertCard } from "./convertCard.tsx";
import { convertContent } from "./convertContent.tsx";
import { convertPage } from "./convertPage.tsx";
import { guessPlan } from "./guessPlan.ts";
import { LegacyExports } from "./LegacyExports.ts";
import type { LegacyPlan } from "./LegacyPlan.ts";
import { listBindings } from "./listBindings.ts";
import { isPlaced, planConfigured } from "./planConfigured.ts";
import type { RouteBinding } from "./RouteBinding.ts";
import { convertTabItem, createSharedTab } from "./sharedTab.tsx";
import { splitWords, toTitle } from "./splitWords.ts";

/** What an old plugin becomes. What of it couldn't be converted is an error each; the rest works. */
export interface ConvertedRemote {
  readonly features: readonly FrontendFeature[];
  readonly bindings: readonly RouteBinding[];
  readonly errors: readonly unknown[];
}

/**
 * The features of a remote that only knows Backstage's old frontend system: its APIs, and its components where the
 * configuration puts them. Where that puts none anywhere, Backstage's naming convention does.
 */
export function convertLegacyRemote(
  remote: RemoteDescription,
  modules: readonly object[],
): ConvertedRemote {
  const exports = new LegacyExports(modules);
  const errors: unknown[] = [];
  const attempt = <T, U>(items: readonly T[], convert: (item: T) => U): U[] =>
    items.flatMap((item) => {
      try {
        return [convert(item)];
      } catch (error) {
        errors.push(error);
        return [];
      }
    });
  const features = createFeatures({ remote, exports }, attempt);
  const bindings = listBindings(remote.legacy, exports);
  return { features, bindings, errors };
}

const NO_ROUTES: BackstagePlugin["externalRoutes"] = {};

type Attempt = <T, U>(items: readonly T[], convert: (item: T) => U) => U[];

function createFeatures(
  conversion: Conversion,
  attempt: Attempt,
): readonly FrontendFeature[] {
  const { remote, exports } = conversion;
  const plan = choosePlan(conversion);
  attempt(plan.homeless, ({ mountPoint, importName }) => {
    throw noSuchPlace(remote, mountPoint, importName);
  });
  const converted: Converted[] = [
    ...attempt(plan.pages, (page) => convertPage(conversion, page)),
    ...attempt(plan.contents, (tab) => convertContent(conversion, tab)),
    ...attempt(plan.cards, (card) => convertCard(conversion, card)),
    ...attempt(plan.tabItems, (item) => convertTabItem(conversion, item)),
  ];
  const apis = attempt(remote.legacy?.apiFactories ?? [], (item) =>
    convertApi(conversion, item),
  );
  const own = apis.filter(({ isCore }) => !isCore);
  converted.push(
    ...own.map(({ extension }) => ({ extension, plugin: undefined })),
  );
  const appExtensions = [
    ...apis.filter(({ isCore }) => isCore).map(({ extension }) => extension),
    ...attempt(plan.appElements, (item) => convertAppElement(conversion, item)),
    ...attempt(remote.legacy?.appIcons ?? [], (icon) =>
      convertIcon(conversion, icon),
    ),
  ];
  return [
    ...createPlugins(exports.plugins, converted, remote),
    ...createModule("catalog", plan.tabs.map(createSharedTab)),
    ...createModule("app", appExtensions),
  ];
}

function choosePlan({ remote, exports }: Conversion): LegacyPlan {
  const { legacy } = remote;
  if (legacy && isPlaced(legacy)) return planConfigured(legacy);
  return guessPlan({
    pluginId: pluginIdOf(exports.plugins[0], remote),
    exports: exports.describe(),
  });
}

/** Extensions of components that belong to no plugin go to the package's first. */
function createPlugins(
  plugins: readonly BackstagePlugin[],
  converted: readonly Converted[],
  remote: RemoteDescription,
): readonly FrontendFeature[] {
  if (plugins.length === 0 && converted.length === 0) return [];
  const [first, ...others] = plugins;
  const isOf = (plugin: BackstagePlugin) => (item: Converted) =>
    item.plugin === plugin;
  const rest = converted.filter(
    (item) => !others.some((plugin) => isOf(plugin)(item)),
  );
  const extensionsOf = (items: readonly Converted[]) =>
    items.map(({ extension }) => extension);
  return [
    createPlugin(first, extensionsOf(rest), remote),
    ...others.map((plugin) =>
      createPlugin(
        plugin,
        extensionsOf(converted.filter(isOf(plugin))),
        remote,
      ),
    ),
  ];
}

function createPlugin(
  plugin: BackstagePlugin | undefined,
  extensions: readonly ExtensionDefinition[],
  remote: RemoteDescription,
): FrontendFeature {
  const pluginId = pluginIdOf(plugin, remote);
  const apis = [...(plugin?.getApis() ?? [])].map((factory) =>
    ApiBlueprint.make({
      name: factory.api.id,
      params: (define) => define(factory),
    }),
  );
  return createFrontendPlugin({
    pluginId,
    title: toTitle(splitWords(pluginId)),
    featureFlags: [...(plugin?.getFeatureFlags() ?? [])],
    routes: convertLegacyRouteRefs(plugin?.routes ?? {}),
    externalRoutes: convertLegacyRouteRefs(plugin?.externalRoutes ?? NO_ROUTES),
    extensions: [...apis, ...extensions],
  });
}

function createModule(
  pluginId: string,
  extensions: readonly ExtensionDefinition[],
): readonly FrontendFeature[] {
  if (extensions.length === 0) return [];
  return [createFrontendModule({ pluginId, extensions: [...extensions] })];
}

function pluginIdOf(
  plugin: BackstagePlugin | undefined,
  remote: RemoteDescription,
): string {
  return plugin?.getId() ?? remote.pluginId ?? remote.name;
}

function noSuchPlace(
  { packageName }: RemoteDescription,
  mountPoint: string,
  importName: string,
): AppError {
  return new AppError(
    "APP_REMOTE_MOUNT_POINT",
    `'${importName}' of ${packageName} is to be mounted at '${mountPoint}', which this portal doesn't have.`,
    {
      plugin: packageName,
      hint: "The portal has entity.page.<tab>/cards, application/provider and application/listener. The rest of the plugin works.",
    },
  );
}
