import {
  compatWrapper,
  convertLegacyRouteRef,
} from "@backstage/core-compat-api";
import { createRouteRef, PageBlueprint } from "@backstage/frontend-plugin-api";
import type { LegacyRoute } from "@flyloft/plugin-core";
import {
  type Conversion,
  type Converted,
  findComponent,
} from "./Conversion.ts";
import { LegacyIcon } from "./LegacyIcon.tsx";
import { legacyPageName } from "./legacyPageName.ts";

/** A page of the old system, which brings its own header. It is in the navigation where its route has a menu item. */
export function convertPage(
  conversion: Conversion,
  route: LegacyRoute,
): Converted {
  const { path, props, menuItem } = route;
  const place = `The route ${path}`;
  const component = findComponent(conversion, route, place);
  const { Component, mountPoint, plugin } = component;
  const extension = PageBlueprint.make({
    name: legacyPageName(route),
    params: {
      path,
      noHeader: true,
      routeRef: mountPoint
        ? convertLegacyRouteRef(mountPoint)
        : createRouteRef(),
      ...(menuItem && {
        title: menuItem.text,
        icon: <LegacyIcon name={menuItem.icon} />,
      }),
      loader: async () => compatWrapper(<Component {...props} />),
    },
  });
  return { plugin, extension };
}
