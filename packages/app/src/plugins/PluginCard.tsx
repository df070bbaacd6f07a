import type { Job, Update } from "@flyloft/management";
import { Link } from "react-router-dom";
import { Badge } from "../management/Badge.tsx";
import { describeBriefly } from "../management/describeJob.ts";
import { PluginIcon } from "../management/PluginIcon.tsx";
import { pluginPath } from "../management/pluginPath.ts";
import { ProblemAlert } from "../management/ProblemAlert.tsx";
import { describeIsolation } from "./describeProcess.ts";
import { SOURCES } from "./filterViews.ts";
import type { PluginView } from "./mergeReports.ts";
import styles from "./PluginCard.module.css";
import { PluginProblems } from "./PluginProblems.tsx";
import { PluginSwitch } from "./PluginSwitch.tsx";
import { SignedBadge } from "./SignedBadge.tsx";
import { StateBadge } from "./StateBadge.tsx";
import { UpdateBadges } from "./UpdateBadges.tsx";
import { usePluginSwitch } from "./usePluginSwitch.ts";

export interface PluginCardProps {
  readonly view: PluginView;
  readonly update: Update | undefined;
  /** What is being done with it. */
  readonly running: Job | undefined;
  readonly onChanged: () => void;
}

/** One plugin: what it is, how it stands, and everything that is wrong with it. */
export function PluginCard(props: PluginCardProps) {
  const { view, update, running, onChanged } = props;
  const { report, title } = view;
  const { name, isolation } = report;
  const control = usePluginSwitch(report, running, onChanged);
  return (
    <article className={styles.card} aria-label={name}>
      <div className={styles.top}>
        <PluginIcon title={title} category={report.category} />
        <div className={styles.names}>
          <h3 className={styles.title}>
            <Link to={pluginPath(name)}>{title}</Link>
          </h3>
          <p className={styles.name}>
            {title !== name && <span>{name}</span>}
            {report.version && <span>{report.version}</span>}
          </p>
        </div>
        <PluginSwitch plugin={name} title={title} state={control} />
      </div>
      {report.description && (
        <p className={styles.description}>{report.description}</p>
      )}
      <PluginProblems view={view} />
      <ProblemAlert problem={control.problem} />
      <div className={styles.foot}>
        <div className={styles.badges}>
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
            <Badge title={describeIsolation(isolation)}>
              {isolation.inForce}
            </Badge>
          )}
          <UpdateBadges update={update} />
        </div>
        <Facts view={view} />
      </div>
    </article>
  );
}

function Facts({ view: { report } }: { readonly view: PluginView }) {
  const facts = [
    ["Author", report.author],
    ["Category", report.category],
    ["Source", SOURCES[report.source]],
  ].filter(([, value]) => value);
  return (
    <dl className={styles.facts}>
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
