import {
  type AppTree,
  coreExtensionData,
} from "@backstage/frontend-plugin-api";
import type { KnownPage } from "./LiveStatus.ts";

/** The pages of a composed app, each with the plugin that brings it. */
export function listPages(tree: AppTree): readonly KnownPage[] {
  return [...tree.nodes.values()].flatMap((node) => {
    const path = node.instance?.getData(coreExtensionData.routePath);
    if (path === undefined || node.edges.attachedTo?.input !== "routes") {
      return [];
    }
    const { pluginId, title } = node.spec.plugin;
    return [{ path, pluginId, title: title ?? pluginId }];
  });
}
