/** What grouping needs to know of a navigation entry. */
export interface GroupableItem {
  readonly href: string;
  readonly title: string;
}

export interface NavGroups<T> {
  /** The start page and the catalog: where people begin. */
  readonly main: readonly T[];
  /** Pages of all other plugins, by title. */
  readonly plugins: readonly T[];
  /** Pages about the portal itself, at the bottom. */
  readonly manage: readonly T[];
}

const MAIN = ["/", "/home", "/catalog"];
const MANAGE = ["/plugins", "/settings"];

export function groupNavItems<T extends GroupableItem>(
  items: readonly T[],
): NavGroups<T> {
  const pick = (paths: readonly string[]) =>
    paths.flatMap((path) => items.filter(({ href }) => href === path));
  return {
    main: pick(MAIN),
    plugins: items
      .filter(({ href }) => ![...MAIN, ...MANAGE].includes(href))
      .sort((a, b) => a.title.localeCompare(b.title)),
    manage: pick(MANAGE),
  };
}
