import type {
  ConfigApi,
  FrontendFeature,
} from "@backstage/frontend-plugin-api";
import {
  type PreparedSpecializedApp,
  prepareSpecializedApp,
} from "@backstage/frontend-app-api";
import appPlugin from "@backstage/plugin-app";
import catalogPlugin from "@backstage/plugin-catalog/alpha";
import orgPlugin from "@backstage/plugin-org/alpha";
import userSettingsPlugin from "@backstage/plugin-user-settings/alpha";
import { pluginsPlugin } from "../plugins/pluginsPlugin.tsx";
import type { RouteBinding } from "../legacy/RouteBinding.ts";
import { createBindRoutes } from "./bindRoutes.ts";
import { homeFallback } from "./homeFallback.tsx";
import { searchPlugin } from "./searchPlugin.ts";

/** What remotes bring to the portal. */
export interface PortalContent {
  readonly features: readonly FrontendFeature[];
  readonly bindings: readonly RouteBinding[];
}

/**
 * Prepares an app of the bundled plugins, the shell and the given features. Features come after the shell, so that a
 * plugin may bring the portal another theme, icon or layout; the fallback for `/` comes last.
 */
export function composePortal(
  config: ConfigApi,
  shell: FrontendFeature,
  content: PortalContent,
): PreparedSpecializedApp {
  const features = [
    appPlugin,
    catalogPlugin,
    orgPlugin,
    userSettingsPlugin,
    pluginsPlugin,
    searchPlugin,
    shell,
    ...content.features,
    homeFallback,
  ];
  const configured = config.getOptional<object>("app.routes.bindings") ?? {};
  return prepareSpecializedApp({
    config,
    features,
    bindRoutes: createBindRoutes({
      bindings: content.bindings,
      features,
      configured: Object.keys(configured),
    }),
  });
}
