import type { LogLine, PluginMetrics } from "@flyloft/management";
import { useEffect } from "react";
import { answerOf } from "../../management/answerOf.ts";
import { formatBytes } from "../../management/format.ts";
import { Problem } from "../../management/Problem.tsx";
import { useAnswer } from "../../management/useAnswer.ts";
import styles from "./LogsTab.module.css";
import pageStyles from "./PluginPage.module.css";
import type { TabProps } from "./TabProps.ts";

const EVERY_MS = 5_000;

/** What the plugin said and how it does, since the running generation began. Kept up to date while it is seen. */
export function LogsTab({ plugin: { name } }: TabProps) {
  const params = { path: { name } };
  const logs = useAnswer(`logs ${name}`, (client, signal) =>
    answerOf(client.GET("/plugins/{name}/logs", { params, signal })),
  );
  const metrics = useAnswer(`metrics ${name}`, (client, signal) =>
    answerOf(client.GET("/plugins/{name}/metrics", { params, signal })),
  );
  const reloadLogs = logs.reload;
  const reloadMetrics = metrics.reload;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return;
      reloadLogs();
      reloadMetrics();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [reloadLogs, reloadMetrics]);

  return (
    <div className={styles.tab}>
      <section aria-label="Metrics">
        {metrics.data && <Metrics metrics={metrics.data} />}
        {metrics.problem && (
          <Problem tone="warning" problem={metrics.problem} />
        )}
      </section>
      <section aria-label="Log">
        <h2 className={pageStyles.heading}>Log</h2>
        {logs.problem && <Problem tone="warning" problem={logs.problem} />}
        {logs.data?.items.length === 0 && (
          <p className={pageStyles.note}>
            It logged nothing since this generation began.
          </p>
        )}
        {logs.data && logs.data.items.length > 0 && (
          <ol className={styles.log} aria-label="Newest lines first">
            {logs.data.items.toReversed().map((line) => (
              <Line key={line.at + line.message} line={line} />
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

function Metrics({ metrics }: { readonly metrics: PluginMetrics }) {
  const { requests, errors, averageMs, p95Ms, loadMs, startMs } = metrics;
  const tiles = [
    ["Requests", String(requests)],
    ["Failed", String(errors)],
    ["Average", milliseconds(averageMs)],
    ["95 %", milliseconds(p95Ms)],
    ["Loaded in", milliseconds(loadMs)],
    ["Started in", milliseconds(startMs)],
    ["Memory", metrics.memory && formatBytes(metrics.memory)],
    ["Restarts", metrics.restarts?.toString()],
  ].filter(([, value]) => value);
  return (
    <dl className={styles.tiles}>
      {tiles.map(([name, value]) => (
        <div
          key={name}
          data-bad={(name === "Failed" && errors > 0) || undefined}
        >
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function milliseconds(value: number | undefined): string | undefined {
  if (value === undefined) return undefined;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function Line({
  line: { at, level, message, stack },
}: {
  readonly line: LogLine;
}) {
  return (
    <li data-level={level}>
      <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
      <b>{level}</b>
      <span>
        {message}
        {stack && (
          <details>
            <summary>Stack</summary>
            <pre>{stack}</pre>
          </details>
        )}
      </span>
    </li>
  );
}
