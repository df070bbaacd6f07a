import { useMemo } from "react";
import { useLocation } from "react-router-dom";
import {
  appTreeApiRef,
  coreExtensionData,
  useApi,
} from "@backstage/frontend-plugin-api";

interface PagePath {
  readonly path: string;
  readonly title: string;
}

/** The title of the page that the address belongs to; `undefined` on the first page and where there is none. */
export function usePageTitle(): string | undefined {
  const appTree = useApi(appTreeApiRef);
  const { pathname } = useLocation();
  const pages = useMemo(() => {
    const nodes =
      appTree
        .getTree()
        .tree.nodes.get("app/routes")
        ?.edges.attachments.get("routes") ?? [];
    return nodes
      .flatMap((node): PagePath[] => {
        const path = node.instance?.getData(coreExtensionData.routePath);
        const title =
          node.instance?.getData(coreExtensionData.title) ??
          node.spec.plugin.title;
        if (!path || path === "/" || !title) return [];
        return [{ path: staticPart(path), title }];
      })
      .sort((a, b) => b.path.length - a.path.length);
  }, [appTree]);
  return pages.find(
    ({ path }) => pathname === path || pathname.startsWith(`${path}/`),
  )?.title;
}

/** `/catalog/:namespace/:kind/:name` → `/catalog`. */
function staticPart(path: string): string {
  return path.replace(/\/:.*$/, "").replace(/\/$/, "");
}
