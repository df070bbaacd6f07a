import type { PluginReport } from "@flyloft/plugin-core";
import { useApi } from "@backstage/frontend-plugin-api";
import { useMemo, useState, useSyncExternalStore } from "react";
import { portalApiRef } from "../shell/portalApi.ts";
import { matchesSearch, mergeReports, type Section } from "./mergeReports.ts";
import { PluginCard } from "./PluginCard.tsx";
import styles from "./PluginsPage.module.css";
import { RejectionBanner } from "./RejectionBanner.tsx";
import { SearchField } from "./SearchField.tsx";
import { usePluginList } from "./usePluginList.ts";

const SECTIONS: readonly { readonly id: Section; readonly title: string }[] = [
  { id: "failed", title: "Failed" },
  { id: "restarting", title: "Restarting" },
  { id: "active", title: "Active" },
  { id: "disabled", title: "Disabled" },
];

/** Every plugin of the portal by state, with the reasons where one doesn't work. */
export function PluginsPage() {
  const { list, rejection, failure, isLoading, reload } = usePluginList();
  const portal = useApi(portalApiRef);
  const { snapshot, subscribe } = portal.faults;
  const faults = useSyncExternalStore(subscribe, snapshot);
  const [search, setSearch] = useState("");
  const views = useMemo(
    () => mergeReports(list?.items ?? [], faults),
    [list, faults],
  );
  const shown = views.filter((view) => matchesSearch(view, search.trim()));

  return (
    <div className={styles.page} aria-busy={isLoading}>
      <header className={styles.header}>
        <div>
          <h1 className={styles.title}>Plugins</h1>
          <p className={styles.subtitle}>
            What runs in this portal, and why what doesn’t doesn’t.
            {list?.items.some(isUnfenced) &&
              " Backend plugins without a “process” or “sandbox” badge run with the portal’s full privileges."}
          </p>
        </div>
        {list && (
          <dl className={styles.facts} aria-label="Portal">
            <Fact name="Generation" value={String(list.generation)} />
            <Fact name="Flyloft" value={list.portal.version} />
            <Fact name="Backstage" value={list.portal.backstageVersion} />
            <Fact name="Node" value={list.portal.node} />
          </dl>
        )}
      </header>

      <SearchField value={search} onChange={setSearch} />

      <div aria-live="polite">
        {rejection && <RejectionBanner rejection={rejection} />}
      </div>
      {!list && failure === undefined && (
        <output className={styles.message}>Loading plugins …</output>
      )}
      {failure !== undefined && (
        <div className={styles.failure} role="alert">
          <p>
            <strong>The list of plugins could not be read.</strong> {failure}
          </p>
          <button type="button" onClick={reload}>
            Try again
          </button>
        </div>
      )}
      {list && views.length === 0 && (
        <p className={styles.message}>
          No plugins yet. List them under <code>dynamicPlugins.plugins</code> in
          app-config.yaml.
        </p>
      )}
      {views.length > 0 && shown.length === 0 && (
        <output className={styles.message}>
          No plugin matches “{search}”.
        </output>
      )}

      {SECTIONS.map(({ id, title }) => {
        const members = shown.filter(({ section }) => section === id);
        if (members.length === 0) return null;
        return (
          <section key={id} aria-labelledby={`plugins-${id}`}>
            <h2 className={styles.section} id={`plugins-${id}`}>
              {title} <span className={styles.count}>{members.length}</span>
            </h2>
            <ul className={styles.list}>
              {members.map((view) => (
                <li key={`${view.report.name} ${view.report.reference}`}>
                  <PluginCard view={view} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

/** Plugins of the shared process: they can do whatever the portal can. */
function isUnfenced({ isolation }: PluginReport): boolean {
  return isolation?.inForce === "none";
}

function Fact({
  name,
  value,
}: {
  readonly name: string;
  readonly value: string;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
