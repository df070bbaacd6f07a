import { ButtonLink } from "@backstage/ui";
import AddIcon from "@material-ui/icons/Add";
import type { ReactNode } from "react";
import { TabLinks } from "../layout/TabLinks.tsx";
import { useManagement } from "../management/Management.tsx";
import { PageTitle } from "../management/PageTitle.tsx";
import { PortalFacts } from "./PortalFacts.tsx";
import styles from "./PluginsFrame.module.css";

/** What the list of plugins, the marketplace and the activities have in common: title, tabs, and how to install. */
export function PluginsFrame({ children }: { readonly children: ReactNode }) {
  const { may } = useManagement();
  const tabs = [
    { id: "installed", label: "Installed", href: "/plugins", isExact: true },
    { id: "market", label: "Marketplace", href: "/plugins/marketplace" },
    ...(may("inspect")
      ? [{ id: "activity", label: "Activity", href: "/plugins/activity" }]
      : []),
  ];
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <div className={styles.titles}>
          <PageTitle>Plugins</PageTitle>
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
      <div className={styles.tabs}>
        <TabLinks label="Plugins" tabs={tabs} />
      </div>
      {children}
    </div>
  );
}
