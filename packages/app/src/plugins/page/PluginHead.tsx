import type { Job } from "@flyloft/management";
import { BackLink } from "../../management/BackLink.tsx";
import { Badge } from "../../management/Badge.tsx";
import { describeBriefly } from "../../management/describeJob.ts";
import { PluginIcon } from "../../management/PluginIcon.tsx";
import { ProblemAlert } from "../../management/ProblemAlert.tsx";
import { PageTitle } from "../../management/PageTitle.tsx";
import { SOURCES } from "../filterViews.ts";
import type { PluginView } from "../mergeReports.ts";
import { PluginSwitch } from "../PluginSwitch.tsx";
import { SignedBadge } from "../SignedBadge.tsx";
import { StateBadge } from "../StateBadge.tsx";
import { usePluginSwitch } from "../usePluginSwitch.ts";
import { PluginActions } from "./PluginActions.tsx";
import styles from "./PluginPage.module.css";

export interface PluginHeadProps {
  readonly view: PluginView;
  readonly onOrdered: (job: Job) => void;
  readonly onChanged: () => void;
}

/** What the plugin is, how it stands, and what can be done with all of it. */
export function PluginHead({ view, onOrdered, onChanged }: PluginHeadProps) {
  const { report, title } = view;
  const { name, isolation } = report;
  const control = usePluginSwitch(report, undefined, onChanged);
  const facts = [
    title === name ? undefined : name,
    report.version,
    report.author,
    SOURCES[report.source],
  ].filter((fact) => fact !== undefined);
  return (
    <header className={styles.head}>
      <BackLink to="/plugins">Plugins</BackLink>
      <div className={styles.line}>
        <PluginIcon title={title} category={report.category} size="large" />
        <div className={styles.names}>
          <div className={styles.titleLine}>
            <PageTitle>{title}</PageTitle>
            {control.job ? (
              <Badge tone="accent" mark="◌">
                {describeBriefly(control.job)}
              </Badge>
            ) : (
              <StateBadge view={view} />
            )}
            {report.isBuiltIn && <Badge>Built-in</Badge>}
            <SignedBadge signer={report.signer} />
            {isolation && isolation.inForce !== "none" && (
              <Badge>{isolation.inForce}</Badge>
            )}
          </div>
          <p className={styles.facts}>
            {facts.map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
          </p>
        </div>
        <div className={styles.actions}>
          <PluginActions view={view} onOrdered={onOrdered} />
          <PluginSwitch plugin={name} title={title} state={control} />
        </div>
      </div>
      <ProblemAlert problem={control.problem} />
    </header>
  );
}
