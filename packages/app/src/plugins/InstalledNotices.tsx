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

/** What there is to know about all plugins: what was refused, who may change them, how much they may do. */
export function InstalledNotices({ state, views }: InstalledNoticesProps) {
  const { access } = useManagement();
  const { job, dismiss } = useJobInAddress();
  const { rejection, problem, reload } = state;
  const unfenced = views.filter(
    ({ report }) => report.isolation?.inForce === "none",
  );
  return (
    <>
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
      {unfenced.length > 0 && (
        <p className={styles.privileges}>
          <b aria-hidden="true">!</b>
          <span>
            {unfenced.length === 1
              ? "1 backend plugin runs"
              : `${unfenced.length} backend plugins run`}{" "}
            with the portal’s full privileges. Those with a “process” or
            “sandbox” badge don’t.
          </span>
        </p>
      )}
    </>
  );
}
