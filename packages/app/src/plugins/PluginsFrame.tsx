import { Tab, TabList, Tabs } from "@backstage/ui";
import { ButtonLink } from "@backstage/ui";
import AddIcon from "@material-ui/icons/Add";
import type { ReactNode } from "react";
import { useManagement } from "../management/Management.tsx";
import { PortalFacts } from "./PortalFacts.tsx";
import styles from "./PluginsFrame.module.css";

/** What the list of plugins, the marketplace and the activities have in common: title, tabs, and how to install. */
export function PluginsFrame({ children }: { readonly children: ReactNode }) {
  const { may } = useManagement();
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.titles}>
          <h1 className={styles.title}>Plugins</h1>
          <PortalFacts />
        </div>
        {may("install") && (
          <ButtonLink
            href="/plugins/install"
            variant="primary"
            iconStart={<AddIcon fontSize="inherit" />}
          >
            Install plugin
          </ButtonLink>
        )}
      </header>
      <Tabs className={styles.tabs}>
        <TabList aria-label="Plugins">
          <Tab id="installed" href="/plugins" matchStrategy="exact">
            Installed
          </Tab>
          <Tab
            id="marketplace"
            href="/plugins/marketplace"
            matchStrategy="prefix"
          >
            Marketplace
          </Tab>
          {may("inspect") ? (
            <Tab id="activity" href="/plugins/activity" matchStrategy="prefix">
              Activity
            </Tab>
          ) : (
            <></>
          )}
        </TabList>
      </Tabs>
      {children}
    </div>
  );
}
