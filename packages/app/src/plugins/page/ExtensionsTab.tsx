import { appTreeApiRef, useApi } from "@backstage/frontend-plugin-api";
import { useMemo } from "react";
import { Badge } from "../../management/Badge.tsx";
import { portalApiRef } from "../../shell/portalApi.ts";
import styles from "./ExtensionsTab.module.css";
import { type ExtensionNode, extensionTree } from "./extensionTree.ts";
import pageStyles from "./PluginPage.module.css";
import type { TabProps } from "./TabProps.ts";

/** What the plugin puts into the app, and where. */
export function ExtensionsTab({ plugin }: TabProps) {
  const { tree } = useApi(appTreeApiRef).getTree();
  const portal = useApi(portalApiRef);
  const roots = useMemo(
    () => extensionTree(tree, portal.extensionsOf(plugin.name)),
    [tree, portal, plugin.name],
  );
  if (roots.length === 0) {
    return (
      <p className={pageStyles.note}>
        {plugin.status.state === "disabled"
          ? "It is disabled, so nothing of it is in the app."
          : "Nothing of it is in the app of this browser."}
      </p>
    );
  }
  return <Nodes nodes={roots} label="Extensions" />;
}

function Nodes({
  nodes,
  label,
}: {
  readonly nodes: readonly ExtensionNode[];
  readonly label?: string;
}) {
  return (
    <ul className={styles.tree} aria-label={label}>
      {nodes.map((node) => (
        <li key={node.id}>
          <div className={styles.node}>
            <code>{node.id}</code>
            {node.path && <code className={styles.path}>{node.path}</code>}
            {node.isDisabled && <Badge>switched off</Badge>}
            {node.place && <span className={styles.place}>{node.place}</span>}
          </div>
          {node.children.length > 0 && <Nodes nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}
