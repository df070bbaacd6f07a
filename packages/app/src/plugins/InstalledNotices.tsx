import { Button } from "@backstage/ui";
import { JobPanel } from "../management/JobPanel.tsx";
import { useManagement } from "../management/Management.tsx";
import { Notice } from "../management/Notice.tsx";
import { useJobInAddress } from "../management/useJobInAddress.ts";
import styles from "./InstalledPage.module.css";
import type { PluginView } from "./mergeReports.ts";
import { RejectionBanner } from "./RejectionBanner.tsx";
import type { PluginListState } from "./usePluginList.ts";

export interface InstalledNoticesProps {
  readonly state: PluginListState;
  readonly views: readonly PluginView[];
}

/** What there is to know about all plugins: what was refused, and who may change them. */
export function InstalledNotices({ state, views }: InstalledNoticesProps) {
  const { access } = useManagement();
  const { job, dismiss } = useJobInAddress();
  const { rejection, problem, reload } = state;
  return (
    <div className={styles.notices}>
      {job && (
        <JobPanel
          id={job}
          titleOf={(name) =>
            views.find(({ report }) => report.name === name)?.title
          }
          onFinished={reload}
          onDismiss={dismiss}
        />
      )}
      {problem && (
        <Notice
          tone="danger"
          role="alert"
          title="The list of plugins could not be read."
          actions={
            <Button variant="secondary" size="small" onPress={reload}>
              Try again
            </Button>
          }
        >
          <p>
            {problem.message} {problem.hint} <code>{problem.code}</code>
          </p>
        </Notice>
      )}
      <div aria-live="polite">
        {rejection && <RejectionBanner rejection={rejection} />}
      </div>
      {access?.isReadOnly && (
        <Notice
          tone="info"
          role="note"
          title="This portal follows its configuration files"
        >
          <p>
            What runs is said there and changed there. This page shows it, and
            changes nothing.
          </p>
        </Notice>
      )}
      {access?.howToManage && (
        <Notice tone="info" role="note" title="You can look, not change">
          <p>{access.howToManage}</p>
        </Notice>
      )}
    </div>
  );
}
