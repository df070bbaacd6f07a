import { ButtonLink } from "@backstage/ui";
import { useManagement } from "../management/Management.tsx";
import styles from "./InstalledPage.module.css";
import type { PluginListState } from "./usePluginList.ts";

export interface NoPluginsProps {
  readonly state: PluginListState;
  readonly total: number;
  readonly shown: number;
}

/** Why the list is empty, and what to do. */
export function NoPlugins({ state, total, shown }: NoPluginsProps) {
  const { may } = useManagement();
  if (shown > 0 || !state.list) return null;
  if (total > 0) {
    return (
      <div className={styles.empty}>
        <h2>No plugin matches</h2>
        <output>None has all of these words and properties.</output>
        <ButtonLink href="/plugins" variant="secondary" size="small">
          Show all {total}
        </ButtonLink>
      </div>
    );
  }
  return (
    <div className={styles.empty}>
      <h2>No plugins yet</h2>
      {may("install") ? (
        <>
          <p>
            Everything this portal shows comes from plugins. Choose one of the
            marketplace, or bring your own.
          </p>
          <ButtonLink href="/plugins/marketplace" variant="secondary">
            Browse the marketplace
          </ButtonLink>
        </>
      ) : (
        <p>
          They are listed under <code>dynamicPlugins.plugins</code> in
          app-config.yaml.
        </p>
      )}
    </div>
  );
}
