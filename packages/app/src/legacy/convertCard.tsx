import { compatWrapper } from "@backstage/core-compat-api";
import { EntityCardBlueprint } from "@backstage/plugin-catalog-react/alpha";
import {
  type Conversion,
  type Converted,
  findComponent,
} from "./Conversion.ts";
import { createEntityFilter } from "./createEntityFilter.ts";
import type { PlannedCard } from "./LegacyPlan.ts";
import { splitWords, toKebab } from "./splitWords.ts";

/** A card on the overview of entities. */
export function convertCard(
  conversion: Conversion,
  card: PlannedCard,
): Converted {
  const { importName, props, condition } = card;
  const component = findComponent(conversion, card, "A card");
  const { Component, plugin } = component;
  const extension = EntityCardBlueprint.makeWithOverrides({
    name: toKebab(splitWords(importName)),
    factory: (make, { apis }) =>
      make({
        filter: createEntityFilter({ condition, apis, ...conversion }),
        loader: async () => compatWrapper(<Component {...props} />),
      }),
  });
  return { plugin, extension };
}
