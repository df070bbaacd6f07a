import {
  compatWrapper,
  convertLegacyRouteRef,
} from "@backstage/core-compat-api";
import {
  coreExtensionData,
  createExtension,
  createExtensionDataRef,
  createExtensionInput,
  ExtensionBoundary,
} from "@backstage/frontend-plugin-api";
import { EntityContentBlueprint } from "@backstage/plugin-catalog-react/alpha";
import type { LegacyMount, LegacyProps, LegacyTab } from "@flyloft/plugin-core";
import {
  type Conversion,
  type Converted,
  findComponent,
} from "./Conversion.ts";
import { createEntityFilter, type EntityFilter } from "./createEntityFilter.ts";
import { tabOf } from "./planConfigured.ts";
import { splitWords, toKebab } from "./splitWords.ts";
import { TabGrid } from "./TabGrid.tsx";

const filterDataRef = createExtensionDataRef<EntityFilter>().with({
  id: "flyloft.legacy-tab-filter",
});
const layoutDataRef = createExtensionDataRef<LegacyProps>().with({
  id: "flyloft.legacy-tab-layout",
});
const itemData = [
  coreExtensionData.reactElement,
  coreExtensionData.routeRef.optional(),
  filterDataRef.optional(),
  layoutDataRef,
] as const;

/** Where a routable component stands in a tab without saying how wide: it is the tab's content. */
const FULL_WIDTH = { gridColumn: "1 / -1" };
const CARD_WIDTH = {
  gridColumnEnd: { xs: "span 12", md: "span 6", lg: "span 4" },
};

/**
 * A tab of the entity page that plugins fill together, for entities of which any has something to show. Each remote
 * that fills it brings it along, for the catalog: the same tab, once.
 */
export function createSharedTab({ path, title, mountPoint }: LegacyTab) {
  return EntityContentBlueprint.makeWithOverrides({
    name: nameOf(`${mountPoint}/cards`),
    inputs: { items: createExtensionInput([...itemData]) },
    factory: (make, { inputs }) => {
      const items = inputs.items.map((item) => ({
        id: item.node.spec.id,
        element: item.get(coreExtensionData.reactElement),
        filter: item.get(filterDataRef),
        layout: item.get(layoutDataRef),
      }));
      return make({
        path,
        title,
        filter: (entity) =>
          items.some(({ filter }) => filter === undefined || filter(entity)),
        loader: async () => <TabGrid items={items} />,
      });
    },
  });
}

/** What a plugin puts into such a tab. */
export function convertTabItem(
  conversion: Conversion,
  mount: LegacyMount,
): Converted {
  const { importName, props, condition } = mount;
  const component = findComponent(conversion, mount, mount.mountPoint);
  const { Component, mountPoint, plugin } = component;
  const layout = mount.layout ?? (mountPoint ? FULL_WIDTH : CARD_WIDTH);
  const tab = nameOf(mount.mountPoint);
  const extension = createExtension({
    kind: "entity-tab-item",
    name: `${tab}/${toKebab(splitWords(importName))}`,
    attachTo: { id: `entity-content:catalog/${tab}`, input: "items" },
    output: [...itemData],
    *factory({ apis, node }) {
      const filter = createEntityFilter({ condition, apis, ...conversion });
      yield coreExtensionData.reactElement(
        ExtensionBoundary.lazy(node, async () =>
          compatWrapper(<Component {...props} />),
        ),
      );
      yield layoutDataRef(layout);
      if (filter) yield filterDataRef(filter);
      if (mountPoint) {
        yield coreExtensionData.routeRef(convertLegacyRouteRef(mountPoint));
      }
    },
  });
  return { plugin, extension };
}

/** Apart from the tabs of the catalog's own. */
function nameOf(mountPoint: string): string {
  return `shared-${tabOf({ mountPoint }) ?? "other"}`;
}
