import {
  ApiBlueprint,
  createFrontendModule,
  ErrorDisplay,
  type FrontendFeature,
  NotFoundErrorPage,
  PageLayout as PageLayoutComponent,
} from "@backstage/frontend-plugin-api";
import { SwappableComponentBlueprint } from "@backstage/plugin-app-react";
import { iconExtension } from "../layout/iconExtension.tsx";
import { layoutExtension } from "../layout/layoutExtension.tsx";
import { navExtension } from "../layout/navExtension.tsx";
import { PageLayout } from "../layout/PageLayout.tsx";
import { themeExtensions } from "../theme/themeExtensions.tsx";
import { ErrorPanel } from "./ErrorPanel.tsx";
import { NotFoundPage } from "./NotFoundPage.tsx";
import { type PortalApi, portalApiRef } from "./portalApi.ts";
import { createSignInExtension } from "./signInExtension.tsx";
import type { SignInSession } from "./SignInSession.ts";

export interface ShellOptions {
  readonly portal: PortalApi;
  readonly session: SignInSession;
  /** Names of sign-in providers, from `app.signIn.providers`. */
  readonly signInProviders: readonly string[];
}

/** The portal's own look and behaviour, as a module for Backstage's app plugin. */
export function createShell(options: ShellOptions): FrontendFeature {
  const { portal, session, signInProviders } = options;
  return createFrontendModule({
    pluginId: "app",
    extensions: [
      layoutExtension,
      navExtension,
      iconExtension,
      ...themeExtensions,
      createSignInExtension(session, signInProviders),
      errorPanelExtension,
      notFoundExtension,
      pageLayoutExtension,
      ApiBlueprint.make({
        name: "portal",
        params: (define) =>
          define({ api: portalApiRef, deps: {}, factory: () => portal }),
      }),
    ],
  });
}

const errorPanelExtension = SwappableComponentBlueprint.make({
  name: "core-error-display",
  params: (define) =>
    define({ component: ErrorDisplay, loader: () => ErrorPanel }),
});

const notFoundExtension = SwappableComponentBlueprint.make({
  name: "core-not-found-error-page",
  params: (define) =>
    define({ component: NotFoundErrorPage, loader: () => NotFoundPage }),
});

const pageLayoutExtension = SwappableComponentBlueprint.make({
  name: "core-page-layout",
  params: (define) =>
    define({ component: PageLayoutComponent, loader: () => PageLayout }),
});
