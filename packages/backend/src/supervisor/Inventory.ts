/** What packages turned out to consist of when they were loaded. */
export interface Inventory {
  readonly features: readonly InventoryFeature[];
  /** Paths that are mounted, e.g. `/api/todo`. */
  readonly routes: readonly string[];
}

/** A plugin or a module. */
export interface InventoryFeature {
  /** The package. */
  readonly source: string;
  readonly pluginId: string;
  /** Undefined for the plugin itself. */
  readonly moduleId: string | undefined;
  /** Extension points by id: those that it offers, and those that it asks for. */
  readonly offers: readonly string[];
  readonly uses: readonly string[];
}
