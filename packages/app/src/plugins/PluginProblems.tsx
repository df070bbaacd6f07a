import { Problem } from "../management/Problem.tsx";
import type { PluginView } from "./mergeReports.ts";
import styles from "./PluginProblems.module.css";

/** Everything that is wrong with a plugin: failures in full, warnings on request. */
export function PluginProblems({ view }: { readonly view: PluginView }) {
  const { report, faults } = view;
  const { status, warnings } = report;
  return (
    <div className={styles.problems}>
      {status.state === "failed" && (
        <Problem tone="danger" problem={status.reason} />
      )}
      {status.state === "restarting" && (
        <Problem
          tone="warning"
          problem={status.reason}
          where={`Next try at ${new Date(status.retryAt).toLocaleTimeString()}`}
        />
      )}
      {faults.map((fault) => (
        <Problem
          key={fault.code + fault.message}
          tone={fault.code === "APP_EXTENSION_REJECTED" ? "warning" : "danger"}
          problem={fault}
          where="In this browser"
        />
      ))}
      {warnings.length > 0 && (
        <details className={styles.warnings}>
          <summary>
            {warnings.length === 1
              ? "1 warning"
              : `${warnings.length} warnings`}
            <code>
              {[...new Set(warnings.map(({ code }) => code))].join(", ")}
            </code>
          </summary>
          {warnings.map((warning) => (
            <Problem
              key={warning.code + warning.message}
              tone="warning"
              problem={warning}
            />
          ))}
        </details>
      )}
      {report.stale && (
        <p className={styles.stale}>
          The registry could not be asked; the locked version runs from the
          store.
        </p>
      )}
    </div>
  );
}
