import type { PluginReport } from "@flyloft/plugin-core";
import { CopyDigest } from "./CopyDigest.tsx";
import { describeIsolation, describeProcess } from "./describeProcess.ts";
import type { PluginView } from "./mergeReports.ts";
import styles from "./PluginCard.module.css";
import { Problem } from "./Problem.tsx";
import { StateBadge } from "./StateBadge.tsx";

const SOURCES: Readonly<Record<PluginReport["source"], string>> = {
  folder: "Folder",
  archive: "Archive",
  url: "URL",
  npm: "npm",
  oci: "OCI",
};

/** One plugin: what it is, where it came from, and everything that is wrong with it. */
export function PluginCard({ view }: { readonly view: PluginView }) {
  const { report, faults } = view;
  const { status, isolation, process } = report;
  return (
    <article className={styles.card} aria-label={report.name}>
      <div className={styles.top}>
        <h3 className={styles.name}>{report.name}</h3>
        {report.version && (
          <span className={styles.version}>{report.version}</span>
        )}
        {isolation && isolation.inForce !== "none" && (
          <span className={styles.tier} title={describeIsolation(isolation)}>
            {isolation.inForce}
          </span>
        )}
        <StateBadge view={view} />
      </div>
      {report.description && (
        <p className={styles.description}>{report.description}</p>
      )}
      {status.state === "failed" && (
        <Problem tone="danger" problem={status.reason} />
      )}
      {status.state === "restarting" && (
        <Problem
          tone="warning"
          problem={status.reason}
          where={`Next try at ${formatTime(status.retryAt)}`}
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
      {report.warnings.map((warning) => (
        <Problem
          key={warning.code + warning.message}
          tone="warning"
          problem={warning}
        />
      ))}
      <dl className={styles.facts}>
        <div>
          <dt>Source</dt>
          <dd>{SOURCES[report.source]}</dd>
        </div>
        <div>
          <dt>Parts</dt>
          <dd>{partsOf(report)}</dd>
        </div>
        {isolation && isolation.inForce !== "none" && (
          <div>
            <dt>Isolation</dt>
            <dd>{describeIsolation(isolation)}</dd>
          </div>
        )}
        {process && (
          <div>
            <dt>Process</dt>
            <dd>{describeProcess(process)}</dd>
          </div>
        )}
        <div className={styles.wide}>
          <dt>Reference</dt>
          <dd>
            <code>{report.reference}</code>
          </dd>
        </div>
        {report.digest && (
          <div>
            <dt>Digest</dt>
            <dd>
              <CopyDigest digest={report.digest} />
            </dd>
          </div>
        )}
      </dl>
      {report.stale && (
        <p className={styles.stale}>
          The registry could not be asked; the locked version runs from the
          store.
        </p>
      )}
    </article>
  );
}

function formatTime(iso: string): string {
  return new Date(iso).toLocaleTimeString();
}

function partsOf({ parts }: PluginReport): string {
  const names = [parts.backend && "Backend", parts.frontend && "Frontend"];
  return names.filter(Boolean).join(" + ") || "–";
}
