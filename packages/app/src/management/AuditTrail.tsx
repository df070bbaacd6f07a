import type { AuditEntry } from "@flyloft/management";
import type { ReactNode } from "react";
import { Link } from "react-router-dom";
import styles from "./AuditTrail.module.css";
import { describeActor, describeAction } from "./describeEntry.ts";
import { formatAgo, formatMoment } from "./format.ts";
import { pluginPath } from "./pluginPath.ts";
import { Problem } from "./Problem.tsx";

export interface AuditTrailProps {
  readonly entries: readonly AuditEntry[];
  /** Whether each says which plugin it is about. */
  readonly namesPlugins?: boolean;
  readonly action?: (entry: AuditEntry) => ReactNode;
  /** What is said where there are none. */
  readonly empty: string;
}

const MARKS = { done: "✓", failed: "✕", refused: "⊘" } as const;

/** Who did what and when, newest first. */
export function AuditTrail(props: AuditTrailProps) {
  const { entries, namesPlugins = false, action, empty } = props;
  if (entries.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    <ol className={styles.trail}>
      {entries.map((entry) => (
        <li key={entry.number} data-outcome={entry.outcome}>
          <span className={styles.mark} aria-hidden="true">
            {MARKS[entry.outcome]}
          </span>
          <div className={styles.body}>
            <p className={styles.what}>
              <b>{describeAction(entry)}</b>
              {namesPlugins && entry.plugin && (
                <Link to={pluginPath(entry.plugin)}>{entry.plugin}</Link>
              )}
              {saysMore(entry) && <span>{entry.summary}</span>}
            </p>
            <p className={styles.who}>
              <span title={entry.actor}>{describeActor(entry.actor)}</span>
              <time dateTime={entry.at} title={formatMoment(entry.at)}>
                {formatAgo(entry.at)}
              </time>
              <Generations entry={entry} />
            </p>
            {entry.reason && <Problem tone="danger" problem={entry.reason} />}
          </div>
          {action?.(entry)}
        </li>
      ))}
    </ol>
  );
}

/** Of a plugin that was enabled, there is no more to say than that. */
function saysMore({ action, outcome, summary }: AuditEntry): boolean {
  if (!summary) return false;
  const said = describeAction({ action, outcome }).toLowerCase();
  return summary.toLowerCase() !== said;
}

function Generations({ entry }: { readonly entry: AuditEntry }) {
  const { fromGeneration: from, toGeneration: to } = entry;
  if (from === undefined) return null;
  if (to === undefined || to === from) return <span>generation {from}</span>;
  return (
    <span>
      generation {from} → {to}
    </span>
  );
}
