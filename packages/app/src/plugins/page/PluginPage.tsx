import type { Job } from "@flyloft/management";
import { ButtonLink } from "@backstage/ui";
import { lazy, Suspense } from "react";
import { useParams } from "react-router-dom";
import { answerOf } from "../../management/answerOf.ts";
import { BackLink } from "../../management/BackLink.tsx";
import { JobPanel } from "../../management/JobPanel.tsx";
import { Notice } from "../../management/Notice.tsx";
import { useAnswer } from "../../management/useAnswer.ts";
import { useJobInAddress } from "../../management/useJobInAddress.ts";
import { PageTitle } from "../../management/PageTitle.tsx";
import { PluginProblems } from "../PluginProblems.tsx";
import { DeprecationNotice } from "./DeprecationNotice.tsx";
import { ExtensionsTab } from "./ExtensionsTab.tsx";
import { HistoryTab } from "./HistoryTab.tsx";
import { LogsTab } from "./LogsTab.tsx";
import { OpenPageLink } from "./OpenPageLink.tsx";
import { OverviewTab } from "./OverviewTab.tsx";
import { PermissionsTab } from "./PermissionsTab.tsx";
import { PluginHead } from "./PluginHead.tsx";
import styles from "./PluginPage.module.css";
import { PluginTabs } from "./PluginTabs.tsx";
import type { TabProps } from "./TabProps.ts";
import { usePluginView } from "./usePluginView.ts";
import { VersionsTab } from "./VersionsTab.tsx";

const SettingsTab = lazy(async () => {
  const { SettingsTab } = await import("../settings/SettingsTab.tsx");
  return { default: SettingsTab };
});

/** One plugin with everything that can be known and done about it. */
export function PluginPage() {
  const { name = "", tab } = useParams();
  const plugin = useAnswer(`plugin ${name}`, (client, signal) =>
    answerOf(
      client.GET("/plugins/{name}", { params: { path: { name } }, signal }),
    ),
  );
  const view = usePluginView(plugin.data);
  const { job, show, dismiss } = useJobInAddress();
  const follow = ({ id }: Job) => show(id);

  return (
    <div className={styles.page} aria-busy={plugin.isLoading}>
      {job && (
        <div className={styles.job}>
          <JobPanel
            id={job}
            titleOf={() => view?.title}
            onFinished={plugin.reload}
            onDismiss={dismiss}
            next={view && <OpenPageLink plugin={view.report} />}
          />
        </div>
      )}
      {!view && <BackLink to="/plugins">Plugins</BackLink>}
      {!view && <PageTitle>{name}</PageTitle>}
      {!view && plugin.problem && (
        <Notice
          tone="danger"
          role="alert"
          title="It can’t be shown"
          actions={
            <ButtonLink href="/plugins" variant="secondary" size="small">
              See all plugins
            </ButtonLink>
          }
        >
          <p>
            {plugin.problem.message} {plugin.problem.hint}
          </p>
        </Notice>
      )}
      {view && (
        <>
          <PluginHead
            view={view}
            onOrdered={follow}
            onChanged={plugin.reload}
          />
          <DeprecationNotice plugin={name} />
          <PluginProblems view={view} />
          <PluginTabs plugin={view.report} />
          <Suspense
            fallback={<output className={styles.note}>Loading …</output>}
          >
            <TabContent tab={tab} plugin={view.report} onOrdered={follow} />
          </Suspense>
        </>
      )}
    </div>
  );
}

function TabContent({
  tab,
  ...props
}: TabProps & { readonly tab: string | undefined }) {
  switch (tab) {
    case "settings":
      return <SettingsTab key={props.plugin.name} {...props} />;
    case "versions":
      return <VersionsTab {...props} />;
    case "permissions":
      return <PermissionsTab key={props.plugin.name} {...props} />;
    case "history":
      return <HistoryTab {...props} />;
    case "logs":
      return <LogsTab {...props} />;
    case "extensions":
      return <ExtensionsTab {...props} />;
    default:
      return <OverviewTab {...props} />;
  }
}
