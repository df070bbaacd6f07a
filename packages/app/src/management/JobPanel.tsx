import type { Job } from "@flyloft/management";
import { Button } from "@backstage/ui";
import type { ReactNode } from "react";
import { describeJob, progressOf } from "./describeJob.ts";
import { formatBytes } from "./format.ts";
import styles from "./JobPanel.module.css";
import { Notice } from "./Notice.tsx";
import { Problem } from "./Problem.tsx";
import { ProgressBar } from "./ProgressBar.tsx";
import { useJob } from "./useJob.ts";

export interface JobPanelProps {
  readonly id: string;
  /** What people call a plugin, where it is known. */
  readonly titleOf?: (name: string) => string | undefined;
  readonly onFinished?: (job: Job) => void;
  readonly onDismiss: () => void;
  /** What the button says that puts a failed job away, where that leads somewhere. */
  readonly retry?: string | undefined;
  /** What to do next, where the job succeeded. */
  readonly next?: ReactNode;
}

/** How a change goes, and what became of it. */
export function JobPanel(props: JobPanelProps) {
  const { id, titleOf, onFinished, onDismiss, retry, next } = props;
  const { job, problem } = useJob(id, onFinished);
  if (!job) {
    return problem ? (
      <Notice
        tone="warning"
        title="The change can’t be followed"
        actions={<Dismiss onDismiss={onDismiss} />}
      >
        <p>
          {problem.message} {problem.hint}
        </p>
      </Notice>
    ) : null;
  }
  const title = job.plugin && (titleOf?.(job.plugin) ?? job.plugin);
  const isOver = job.state === "succeeded" || job.state === "failed";
  return (
    <section
      className={styles.panel}
      data-state={job.state}
      aria-label={`Change: ${job.kind}`}
    >
      <div className={styles.head}>
        <span className={styles.mark} aria-hidden="true">
          {MARKS[job.state]}
        </span>
        <output className={styles.title}>{describeJob(job, title)}</output>
        {isOver && (
          <div className={styles.actions}>
            {job.state === "succeeded" && next}
            <Dismiss onDismiss={onDismiss}>
              {job.state === "failed" ? retry : undefined}
            </Dismiss>
          </div>
        )}
      </div>
      {!isOver && <Progress job={job} isAway={problem !== undefined} />}
      {job.error && <Problem tone="danger" problem={job.error} />}
      {job.warnings?.map((warning) => (
        <Problem
          key={warning.code + warning.message}
          tone="warning"
          problem={warning}
        />
      ))}
      {job.steps.length > 0 && <Steps job={job} />}
    </section>
  );
}

const MARKS = { queued: "", running: "", succeeded: "✓", failed: "✕" } as const;

function Dismiss(props: {
  readonly onDismiss: () => void;
  readonly children?: string | undefined;
}) {
  return (
    <Button variant="tertiary" size="small" onPress={props.onDismiss}>
      {props.children ?? "Dismiss"}
    </Button>
  );
}

function Progress({
  job,
  isAway,
}: {
  readonly job: Job;
  readonly isAway: boolean;
}) {
  const step = job.steps.at(-1);
  const text = isAway
    ? "The portal changes hands; waiting for its answer …"
    : job.state === "queued"
      ? "Waiting for another change to finish …"
      : (step?.text ?? "Starting …");
  return (
    <>
      <ProgressBar label={describeJob(job)} share={progressOf(job)} />
      <p className={styles.now}>
        {text}
        {step?.total !== undefined && step.received !== undefined && (
          <span className={styles.bytes}>
            {formatBytes(step.received)} of {formatBytes(step.total)}
          </span>
        )}
      </p>
    </>
  );
}

function Steps({ job }: { readonly job: Job }) {
  return (
    <details className={styles.steps}>
      <summary>
        {job.steps.length === 1 ? "1 step" : `${job.steps.length} steps`}
      </summary>
      <ol>
        {job.steps.map((step) => (
          <li key={step.at + step.text}>
            <time dateTime={step.at}>
              {new Date(step.at).toLocaleTimeString()}
            </time>
            <span>{step.text}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
