import {
  compatWrapper,
  convertLegacyRouteRef,
} from "@backstage/core-compat-api";
import { EntityContentBlueprint } from "@backstage/plugin-catalog-react/alpha";
import {
  type Conversion,
  type Converted,
  findComponent,
} from "./Conversion.ts";
import { createEntityFilter } from "./createEntityFilter.ts";
import type { PlannedContent } from "./LegacyPlan.ts";
import { splitWords, toKebab } from "./splitWords.ts";

/** A tab of the entity page that the plugin has for itself. */
export function convertContent(
  conversion: Conversion,
  content: PlannedContent,
): Converted {
  const { importName, path, title, condition } = content;
  const component = findComponent(conversion, content, `The tab ${path}`);
  const { Component, mountPoint, plugin } = component;
  const extension = EntityContentBlueprint.makeWithOverrides({
    name: toKebab(splitWords(importName)),
    factory: (make, { apis }) =>
      make({
        path,
        title,
        filter: createEntityFilter({ condition, apis, ...conversion }),
        ...(mountPoint && { routeRef: convertLegacyRouteRef(mountPoint) }),
        loader: async () => compatWrapper(<Component />),
      }),
  });
  return { plugin, extension };
}
