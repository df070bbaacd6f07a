import { useApi } from "@backstage/frontend-plugin-api";
import { useMemo, useSyncExternalStore } from "react";
import { useSearchParams } from "react-router-dom";
import { portalApiRef } from "../shell/portalApi.ts";
import { FilterBar } from "./FilterBar.tsx";
import { filterViews, readFilters } from "./filterViews.ts";
import { InstalledNotices } from "./InstalledNotices.tsx";
import styles from "./InstalledPage.module.css";
import { mergeReports, type PluginView } from "./mergeReports.ts";
import { NoPlugins } from "./NoPlugins.tsx";
import { PluginCard } from "./PluginCard.tsx";
import { PluginsFrame } from "./PluginsFrame.tsx";
import { PrivilegeLine } from "./PrivilegeLine.tsx";
import { type PluginListState, usePluginList } from "./usePluginList.ts";

/** Every plugin of the portal by state, with the reasons where one doesn't work. */
export function InstalledPage() {
  const state = usePluginList();
  const { list, updates, isLoading } = state;
  const { faults } = useApi(portalApiRef);
  const found = useSyncExternalStore(faults.subscribe, faults.snapshot);
  const [params] = useSearchParams();
  const filters = readFilters(params);
  const views = useMemo(
    () => mergeReports(list?.items ?? [], found),
    [list, found],
  );
  const shown = filterViews(views, filters, new Set(updates.keys()));
  const isOff = ({ section }: PluginView) => section === "disabled";

  return (
    <PluginsFrame>
      <div aria-busy={isLoading}>
        <InstalledNotices state={state} views={views} />
        {views.length > 0 && (
          <>
            <FilterBar filters={filters} hasUpdates={updates.size > 0} />
            <PrivilegeLine views={views} />
          </>
        )}
        {!list && !state.problem && <Loading />}
        <NoPlugins state={state} total={views.length} shown={shown.length} />
        <Section
          id="enabled"
          title="Enabled"
          views={shown.filter((view) => !isOff(view)).sort(byUrgency)}
          state={state}
        />
        <Section
          id="disabled"
          title="Disabled"
          views={shown.filter(isOff)}
          state={state}
        />
      </div>
    </PluginsFrame>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly views: readonly PluginView[];
  readonly state: PluginListState;
}

function Section({ id, title, views, state }: SectionProps) {
  if (views.length === 0) return null;
  const { updates, running, reload } = state;
  return (
    <section aria-labelledby={`plugins-${id}`}>
      <h2 className={styles.section} id={`plugins-${id}`}>
        {title} <span className={styles.count}>{views.length}</span>
      </h2>
      <ul className={styles.list}>
        {views.map((view) => (
          <li
            key={`${view.report.name} ${view.report.reference}`}
            data-urgent={isUrgent(view) || undefined}
          >
            <PluginCard
              view={view}
              update={updates.get(view.report.name)}
              running={running.get(view.report.name)}
              onChanged={reload}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Loading() {
  return (
    <>
      <output className={styles.loading}>Loading plugins …</output>
      <div className={styles.list} aria-hidden="true">
        {["a", "b", "c", "d", "e", "f"].map((key) => (
          <div key={key} className={styles.skeleton} />
        ))}
      </div>
    </>
  );
}

/** What needs somebody comes first. */
function byUrgency(a: PluginView, b: PluginView): number {
  return rank(a) - rank(b);
}

function rank(view: PluginView): number {
  if (view.section === "failed") return 0;
  if (view.section === "restarting") return 1;
  return view.faults.length > 0 ? 2 : 3;
}

function isUrgent(view: PluginView): boolean {
  return rank(view) < 3;
}
