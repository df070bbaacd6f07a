import { useMemo, type ReactElement } from "react";
import { Link } from "react-router-dom";
import {
  appTreeApiRef,
  coreExtensionData,
  routeResolutionApiRef,
  useApi,
  type AppNode,
} from "@backstage/frontend-plugin-api";
import styles from "./HomePage.module.css";

interface Destination {
  readonly href: string;
  readonly title: string;
  readonly icon: ReactElement | undefined;
}

/** Links to the pages that the portal has at this moment. */
export function GetGoing() {
  const destinations = useDestinations();
  if (destinations.length === 0) {
    return <p className={styles.empty}>No plugin brings a page yet.</p>;
  }
  return (
    <ul className={styles.links}>
      {destinations.map(({ href, title, icon }) => (
        <li key={href}>
          <Link className={styles.link} to={href}>
            {icon}
            {title}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function useDestinations(): readonly Destination[] {
  const appTree = useApi(appTreeApiRef);
  const routes = useApi(routeResolutionApiRef);
  return useMemo(() => {
    const pages =
      appTree
        .getTree()
        .tree.nodes.get("app/routes")
        ?.edges.attachments.get("routes") ?? [];
    return pages
      .flatMap((page) => {
        const href = hrefOf(page, routes);
        const title =
          page.instance?.getData(coreExtensionData.title) ??
          page.spec.plugin.title;
        const icon =
          page.instance?.getData(coreExtensionData.icon) ??
          page.spec.plugin.icon;
        // Pages without an icon are inner ones; navigation leaves them out too.
        if (!href || href === "/" || !title || !icon) return [];
        return [{ href, title, icon }];
      })
      .sort((a, b) => a.title.localeCompare(b.title));
  }, [appTree, routes]);
}

/** A page whose path has parameters has no address of its own. */
function hrefOf(
  page: AppNode,
  routes: typeof routeResolutionApiRef.T,
): string | undefined {
  const routeRef = page.instance?.getData(coreExtensionData.routeRef);
  if (!routeRef) return undefined;
  try {
    return routes.resolve(routeRef)?.();
  } catch {
    return undefined;
  }
}
