import type {
  LegacyCondition,
  LegacyMount,
  LegacyRoute,
  LegacyTab,
} from "@flyloft/plugin-core";

/** What of an old plugin's exports goes where in the portal: as the configuration says, or by naming convention. */
export interface LegacyPlan {
  readonly pages: readonly LegacyRoute[];
  /** Cards on the overview of entities. */
  readonly cards: readonly PlannedCard[];
  /** Tabs of the entity page that are the plugin's own. */
  readonly contents: readonly PlannedContent[];
  /** Tabs of the entity page that several plugins may fill, and what this one puts there. */
  readonly tabs: readonly LegacyTab[];
  readonly tabItems: readonly LegacyMount[];
  /** Elements beside or around the whole app. */
  readonly appElements: readonly LegacyMount[];
  /** What is to be put at places that this portal doesn't have. */
  readonly homeless: readonly LegacyMount[];
}

export type PlannedCard = Omit<LegacyMount, "mountPoint" | "layout">;

export interface PlannedContent {
  readonly importName: string;
  readonly path: string;
  readonly title: string;
  readonly condition?: LegacyCondition | undefined;
}
