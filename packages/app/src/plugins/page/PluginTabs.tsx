import type { ManagedPlugin } from "@flyloft/management";
import { Tab, TabList, Tabs } from "@backstage/ui";
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
    <Tabs className={styles.tabs}>
      <TabList aria-label={plugin.title ?? plugin.name}>
        {[
          <Tab
            key="overview"
            id="overview"
            href={pluginPath(plugin.name)}
            matchStrategy="exact"
          >
            Overview
          </Tab>,
          ...tabs.map((id) => (
            <Tab
              key={id}
              id={id}
              href={pluginPath(plugin.name, id)}
              matchStrategy="exact"
            >
              {LABELS[id]}
            </Tab>
          )),
        ]}
      </TabList>
    </Tabs>
  );
}
