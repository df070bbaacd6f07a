import * as current from "@backstage/frontend-plugin-api";
import {
  createExtensionBlueprint,
  createExtensionDataRef,
  type IconComponent,
  type RouteRef,
} from "@backstage/frontend-plugin-api";
import {
  AppRootWrapperBlueprint,
  IconBundleBlueprint,
  NavContentBlueprint,
  RouterBlueprint,
  SignInPageBlueprint,
  SwappableComponentBlueprint,
  ThemeBlueprint,
  TranslationBlueprint,
} from "@backstage/plugin-app-react";
import { z } from "zod/v4";

interface NavItem {
  readonly title: string;
  readonly icon: IconComponent;
  readonly routeRef: RouteRef<undefined>;
}

/** What the app's navigation still reads, and nothing in the current version of the API makes any more. */
const navItemDataRef = createExtensionDataRef<NavItem>().with({
  id: "core.nav-item.target",
});
const NavItemBlueprint = createExtensionBlueprint({
  kind: "nav-item",
  attachTo: { id: "app/nav", input: "items" },
  output: [navItemDataRef],
  dataRefs: { target: navItemDataRef },
  configSchema: { title: z.string().optional() },
  factory: (item: NavItem, { config }) => [
    navItemDataRef({ ...item, title: config.title ?? item.title }),
  ],
});

/**
 * The frontend API as remotes get it: with what older versions of it had, and published plugins import. Two copies
 * can't be in one page, so the portal's has to do for all.
 */
export const pluginApi: object = {
  ...current,
  AppRootWrapperBlueprint,
  IconBundleBlueprint,
  NavContentBlueprint,
  NavItemBlueprint,
  RouterBlueprint,
  SignInPageBlueprint,
  SwappableComponentBlueprint,
  ThemeBlueprint,
  TranslationBlueprint,
};
