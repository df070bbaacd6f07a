import type { Category, ManagedPlugin } from "@flyloft/management";
import type { PluginView, Section } from "./mergeReports.ts";

export type Source = ManagedPlugin["source"];

/** What the list of plugins is narrowed to; the address of the page says it. */
export interface Filters {
  readonly search: string;
  readonly category?: Category | undefined;
  readonly source?: Source | undefined;
  readonly state?: Section | undefined;
  readonly isBuiltIn: boolean;
  readonly hasUpdate: boolean;
}

export const CATEGORIES: readonly Category[] = [
  "UI",
  "Model",
  "Data",
  "Integration",
  "Utility",
];

export const SOURCES: Readonly<Record<Source, string>> = {
  folder: "Folder",
  archive: "Archive",
  url: "URL",
  npm: "npm",
  oci: "OCI",
};

export const STATES: Readonly<Record<Section, string>> = {
  failed: "Failed",
  restarting: "Restarting",
  active: "Active",
  disabled: "Disabled",
};

/** Those that match all filters. `updates` names the plugins that have one. */
export function filterViews(
  views: readonly PluginView[],
  filters: Filters,
  updates: ReadonlySet<string>,
): readonly PluginView[] {
  const { category, source, state, isBuiltIn, hasUpdate } = filters;
  return views.filter(
    (view) =>
      (!category || view.report.category === category) &&
      (!source || view.report.source === source) &&
      (!state || view.section === state) &&
      (!isBuiltIn || view.report.isBuiltIn) &&
      (!hasUpdate || updates.has(view.report.name)) &&
      matchesSearch(view, filters.search),
  );
}

/** Whether what a card says of a plugin contains all the words. */
export function matchesSearch(view: PluginView, search: string): boolean {
  const { name, description, author, category, reference, pluginId, version } =
    view.report;
  const text = [
    view.title,
    name,
    description,
    author,
    category,
    reference,
    pluginId,
    version,
  ]
    .join(" ")
    .toLowerCase();
  return search
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The filters that an address holds. What it doesn't know, it passes over. */
export function readFilters(params: URLSearchParams): Filters {
  return {
    search: params.get("q") ?? "",
    category: CATEGORIES.find((name) => name === params.get("category")),
    source: keyOf(SOURCES, params.get("source")),
    state: keyOf(STATES, params.get("state")),
    isBuiltIn: params.has("builtin"),
    hasUpdate: params.has("updates"),
  };
}

/** The address with these filters; what else it holds stays. */
export function writeFilters(
  params: URLSearchParams,
  filters: Filters,
): URLSearchParams {
  const next = new URLSearchParams(params);
  const entries = {
    q: filters.search,
    category: filters.category,
    source: filters.source,
    state: filters.state,
    builtin: filters.isBuiltIn ? "1" : "",
    updates: filters.hasUpdate ? "1" : "",
  };
  for (const [key, value] of Object.entries(entries)) {
    if (value) next.set(key, value);
    else next.delete(key);
  }
  return next;
}

/** Whether anything is left out. */
export function isFiltered(filters: Filters): boolean {
  return writeFilters(new URLSearchParams(), filters).size > 0;
}

function keyOf<K extends string>(
  record: Readonly<Record<K, string>>,
  text: string | null,
): K | undefined {
  return text !== null && Object.hasOwn(record, text) ? (text as K) : undefined;
}
