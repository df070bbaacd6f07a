import type { ManagedPlugin } from "@flyloft/management";
import { TabLinks } from "../../layout/TabLinks.tsx";
import { useManagement } from "../../management/Management.tsx";
import { type PluginTab, pluginPath } from "../../management/pluginPath.ts";
import styles from "../PluginsFrame.module.css";

const LABELS: Readonly<Record<PluginTab, string>> = {
  settings: "Settings",
  versions: "Versions",
  permissions: "Permissions",
  history: "History",
  logs: "Logs & metrics",
  extensions: "Extensions",
};

/** The tabs that make sense for this plugin and this user. */
export function PluginTabs({ plugin }: { readonly plugin: ManagedPlugin }) {
  const { may, access } = useManagement();
  const mayInspect = may("inspect");
  const shown: Readonly<Record<PluginTab, boolean>> = {
    settings: plugin.hasSettings && !!access?.allowed.includes("configure"),
    versions: true,
    permissions: true,
    history: mayInspect,
    logs: mayInspect && plugin.status.state !== "disabled",
    extensions: plugin.parts.frontend,
  };
  const tabs = (Object.keys(LABELS) as PluginTab[]).filter((id) => shown[id]);
  return (
    <div className={styles.tabs}>
      <TabLinks
        label={plugin.title ?? plugin.name}
        tabs={[
          {
            id: "overview",
            label: "Overview",
            href: pluginPath(plugin.name),
            isExact: true,
          },
          ...tabs.map((id) => ({
            id,
            label: LABELS[id],
            href: pluginPath(plugin.name, id),
          })),
        ]}
      />
    </div>
  );
}
