import { matchPath } from "react-router-dom";
import type { KnownPage } from "./LiveStatus.ts";

/** The page that a path leads to: of several, the one that says most of the path. */
export function pageAt(
  pages: readonly KnownPage[],
  pathname: string,
): KnownPage | undefined {
  return pages
    .filter(({ path }) => matchPath({ path, end: path === "/" }, pathname))
    .sort((a, b) => b.path.length - a.path.length)[0];
}
