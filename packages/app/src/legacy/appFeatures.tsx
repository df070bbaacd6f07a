import { compatWrapper } from "@backstage/core-compat-api";
import type { AnyApiFactory } from "@backstage/core-plugin-api";
import {
  ApiBlueprint,
  AppRootElementBlueprint,
  type ExtensionDefinition,
} from "@backstage/frontend-plugin-api";
import {
  AppRootWrapperBlueprint,
  IconBundleBlueprint,
} from "@backstage/plugin-app-react";
import type {
  LegacyAppIcon,
  LegacyExport,
  LegacyMount,
} from "@flyloft/plugin-core";
import type { ReactNode } from "react";
import { type Conversion, findComponent, missingExport } from "./Conversion.ts";
import { splitWords, toKebab } from "./splitWords.ts";

/** An icon that menu items of all plugins may name. */
export function convertIcon(
  conversion: Conversion,
  icon: LegacyAppIcon,
): ExtensionDefinition {
  const { name } = icon;
  const { Component } = findComponent(conversion, icon, `The icon ${name}`);
  const Icon = Component as (props: { fontSize: "inherit" }) => JSX.Element;
  return IconBundleBlueprint.make({
    name: `${conversion.remote.name}-${toKebab(splitWords(name))}`,
    params: { icons: { [name]: <Icon fontSize="inherit" /> } },
  });
}

/** An API, in place of the portal's own where it is one of the core's. */
export function convertApi(
  conversion: Conversion,
  { importName }: LegacyExport,
): { readonly isCore: boolean; readonly extension: ExtensionDefinition } {
  const factory = conversion.exports.get(importName);
  if (!isApiFactory(factory)) {
    throw missingExport(conversion, importName, "apiFactories names");
  }
  const extension = ApiBlueprint.make({
    name: factory.api.id,
    params: (define) => define(factory),
  });
  return { isCore: factory.api.id.startsWith("core."), extension };
}

/** A component around the app (`application/provider`), or an invisible one in it (`application/listener`). */
export function convertAppElement(
  conversion: Conversion,
  mount: LegacyMount,
): ExtensionDefinition {
  const { importName, mountPoint } = mount;
  const { Component } = findComponent(conversion, mount, mountPoint);
  const name = `${conversion.remote.name}-${toKebab(splitWords(importName))}`;
  if (mountPoint === "application/listener") {
    const element = compatWrapper(<Component />);
    return AppRootElementBlueprint.make({ name, params: { element } });
  }
  const Provider = Component as (props: { children: ReactNode }) => JSX.Element;
  return AppRootWrapperBlueprint.make({
    name,
    params: {
      component: ({ children }) =>
        compatWrapper(<Provider>{children}</Provider>),
    },
  });
}

function isApiFactory(value: unknown): value is AnyApiFactory {
  if (typeof value !== "object" || value === null) return false;
  return "api" in value && "deps" in value && "factory" in value;
}
