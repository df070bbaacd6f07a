import type { MarketplaceEntry, MarketplaceList } from "@flyloft/management";
import { Link } from "react-router-dom";
import { Badge } from "../management/Badge.tsx";
import { PluginIcon } from "../management/PluginIcon.tsx";
import { marketplacePath } from "../management/pluginPath.ts";
import styles from "../plugins/PluginCard.module.css";

export interface EntryCardProps {
  readonly entry: MarketplaceEntry;
  readonly catalog: MarketplaceList["catalogs"][number] | undefined;
}

/** A plugin of a catalog at a glance. */
export function EntryCard({ entry, catalog }: EntryCardProps) {
  const { name, title = name, version, description, installed } = entry;
  return (
    <article className={styles.card} aria-label={name}>
      <div className={styles.top}>
        <PluginIcon title={title} category={entry.category} icon={entry.icon} />
        <div className={styles.names}>
          <h2 className={styles.title}>
            <Link to={marketplacePath(entry.catalog, name)}>{title}</Link>
          </h2>
          <p className={styles.name}>
            {title !== name && <span>{name}</span>}
            {version && <span>{version}</span>}
          </p>
        </div>
      </div>
      {description && <p className={styles.description}>{description}</p>}
      <div className={styles.foot}>
        <div className={styles.badges}>
          <InstalledBadge installed={installed} version={version} />
          {entry.signer && (
            <Badge
              tone="neutral"
              title={`By the catalog’s word, signed by ${entry.signer}`}
            >
              Signer named
            </Badge>
          )}
          {entry.deprecated && (
            <Badge tone="warning" title={entry.deprecated}>
              Deprecated
            </Badge>
          )}
        </div>
        <dl className={styles.facts}>
          {[
            ["Author", entry.author],
            ["Category", entry.category],
            ["Catalog", catalog?.title],
          ].map(
            ([term, value]) =>
              value && (
                <div key={term}>
                  <dt>{term}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
        </dl>
      </div>
    </article>
  );
}

function InstalledBadge({
  installed,
  version,
}: Pick<MarketplaceEntry, "installed" | "version">) {
  if (!installed) return null;
  if (version && installed !== version) {
    return (
      <Badge tone="accent" mark="↑">
        {installed} installed
      </Badge>
    );
  }
  return (
    <Badge tone="success" mark="✓">
      Installed
    </Badge>
  );
}
