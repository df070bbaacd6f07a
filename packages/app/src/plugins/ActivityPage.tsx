import type { AuditEntry, Job } from "@flyloft/management";
import { Button } from "@backstage/ui";
import { useState } from "react";
import { answerOf } from "../management/answerOf.ts";
import { AuditTrail } from "../management/AuditTrail.tsx";
import { Badge } from "../management/Badge.tsx";
import { describeJob, progressOf } from "../management/describeJob.ts";
import { describeActor } from "../management/describeEntry.ts";
import { isFinished } from "../management/followJob.ts";
import { formatAgo } from "../management/format.ts";
import { JobPanel } from "../management/JobPanel.tsx";
import { useManagement } from "../management/Management.tsx";
import { Problem } from "../management/Problem.tsx";
import { useAnswer } from "../management/useAnswer.ts";
import { useJobInAddress } from "../management/useJobInAddress.ts";
import styles from "./ActivityPage.module.css";
import { ExportButton } from "./ExportButton.tsx";
import { GenerationList } from "./GenerationList.tsx";
import { PluginsFrame } from "./PluginsFrame.tsx";

const PAGE = 50;

/** What is being changed, and what was: by whom, when, and with what outcome. */
export function ActivityPage() {
  const jobs = useAnswer("jobs", (client, signal) =>
    answerOf(client.GET("/jobs", { signal })),
  );
  const { job, show, dismiss } = useJobInAddress();
  const running = (jobs.data?.items ?? []).filter((job) => !isFinished(job));
  return (
    <PluginsFrame>
      <div className={styles.page}>
        {job && <JobPanel id={job} onDismiss={dismiss} />}
        {running.length > 0 && (
          <section aria-labelledby="activity-running">
            <h2 className={styles.heading} id="activity-running">
              Under way
            </h2>
            <ul className={styles.jobs}>
              {running.map((job) => (
                <Running key={job.id} job={job} />
              ))}
            </ul>
          </section>
        )}
        <Audit />
        <GenerationList onOrdered={show} />
      </div>
    </PluginsFrame>
  );
}

function Running({ job }: { readonly job: Job }) {
  return (
    <li>
      <b>{describeJob(job)}</b>
      <Badge tone="accent">{Math.round(progressOf(job) * 100)} %</Badge>
      <span>
        {describeActor(job.actor)}, {formatAgo(job.createdAt)}
      </span>
    </li>
  );
}

function Audit() {
  const { client } = useManagement();
  const newest = useAnswer("audit", (ready, signal) =>
    answerOf(
      ready.GET("/audit", { params: { query: { limit: PAGE } }, signal }),
    ),
  );
  const [older, setOlder] = useState<readonly AuditEntry[]>([]);
  const [isAtEnd, setAtEnd] = useState(false);
  const entries = joinEntries(newest.data?.items ?? [], older);
  const last = entries.at(-1)?.number;
  const loadOlder = async () => {
    if (last === undefined) return;
    const query = { limit: PAGE, before: last };
    const ready = await client;
    const { items } = await answerOf(
      ready.GET("/audit", { params: { query } }),
    );
    setOlder((known) => [...known, ...items]);
    setAtEnd(items.length < PAGE);
  };
  return (
    <section aria-labelledby="activity-audit">
      <div className={styles.line}>
        <h2 className={styles.heading} id="activity-audit">
          Changes
        </h2>
        <ExportButton />
      </div>
      {newest.problem && <Problem tone="warning" problem={newest.problem} />}
      {newest.data && (
        <AuditTrail
          entries={entries}
          namesPlugins
          empty="Nobody has changed anything yet."
        />
      )}
      {entries.length >= PAGE && !isAtEnd && (
        <div className={styles.more}>
          <Button variant="secondary" onPress={() => void loadOlder()}>
            Show older
          </Button>
        </div>
      )}
    </section>
  );
}

/** The newest page moves on while older ones stay. */
function joinEntries(
  newest: readonly AuditEntry[],
  older: readonly AuditEntry[],
): readonly AuditEntry[] {
  const known = new Set(newest.map(({ number }) => number));
  return [...newest, ...older.filter(({ number }) => !known.has(number))];
}
