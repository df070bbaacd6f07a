import { useNavigate, useSearchParams } from "react-router-dom";
import { BackLink } from "../../management/BackLink.tsx";
import { useManagement } from "../../management/Management.tsx";
import { Notice } from "../../management/Notice.tsx";
import { useJobInAddress } from "../../management/useJobInAddress.ts";
import { PageTitle } from "../../management/PageTitle.tsx";
import pageStyles from "../page/PluginPage.module.css";
import styles from "./InstallPage.module.css";
import { InstallJob } from "./InstallJob.tsx";
import { InstallReview } from "./InstallReview.tsx";
import { readChoice } from "./readChoice.ts";
import { Ways } from "./Ways.tsx";

/** Choose what to install, see what it would do, watch it being done. Which step it is, is in the address. */
export function InstallPage() {
  const [params] = useSearchParams();
  const { access, may } = useManagement();
  const { job, show, dismiss } = useJobInAddress();
  const navigate = useNavigate();
  const choice = readChoice(params);

  return (
    <div className={pageStyles.page}>
      {(choice ?? job) ? (
        <BackLink to="/plugins/install">Install a plugin</BackLink>
      ) : (
        <BackLink to="/plugins">Plugins</BackLink>
      )}
      <div className={styles.content}>
        {job ? (
          <>
            <PageTitle>Installation</PageTitle>
            <InstallJob
              id={job}
              retry={choice && "Back to the plan"}
              onDismiss={() => (choice ? dismiss() : navigate("/plugins"))}
            />
          </>
        ) : access && !may("install") ? (
          <>
            <PageTitle>Install a plugin</PageTitle>
            <Notice tone="info" title="You may not install plugins">
              <p>
                {access.howToManage ??
                  (access.isReadOnly
                    ? "This portal follows its configuration files. Add the plugin there."
                    : "Ask an administrator of the portal.")}
              </p>
            </Notice>
          </>
        ) : choice ? (
          <InstallReview
            key={params.toString()}
            choice={choice}
            onOrdered={({ id }) => show(id)}
          />
        ) : (
          <>
            <PageTitle>Install a plugin</PageTitle>
            <Ways />
          </>
        )}
      </div>
    </div>
  );
}
