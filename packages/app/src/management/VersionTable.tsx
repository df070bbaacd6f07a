import type { Version } from "@flyloft/management";
import { type ReactNode, useState } from "react";
import { Button } from "@backstage/ui";
import { Badge } from "./Badge.tsx";
import { formatAgo, formatMoment } from "./format.ts";
import styles from "./VersionTable.module.css";

export interface VersionTableProps {
  readonly versions: readonly Version[];
  /** What can be done with a version. */
  readonly action?: (version: Version) => ReactNode;
}

const FIRST = 12;

/** Versions, newest first: which runs, which can't run here, which its publisher gave up. */
export function VersionTable({ versions, action }: VersionTableProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? versions : versions.slice(0, FIRST);
  return (
    <div>
      <ul className={styles.list} aria-label="Versions">
        {shown.map((version) => (
          <li key={version.version}>
            <Row version={version} />
            {action?.(version)}
          </li>
        ))}
      </ul>
      {shown.length < versions.length && (
        <Button variant="tertiary" onPress={() => setWhole(true)}>
          Show all {String(versions.length)}
        </Button>
      )}
    </div>
  );
}

function Row({ version: row }: { readonly version: Version }) {
  const { version, publishedAt, tags = [], deprecated, problem } = row;
  return (
    <div className={styles.row}>
      <div className={styles.line}>
        <span className={styles.version}>{version}</span>
        {row.isCurrent && (
          <Badge tone="success" mark="✓">
            Installed
          </Badge>
        )}
        {tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
        {row.isCompatible === false && (
          <Badge tone="danger">Does not run here</Badge>
        )}
        {deprecated && <Badge tone="warning">Deprecated</Badge>}
        {publishedAt && (
          <time dateTime={publishedAt} title={formatMoment(publishedAt)}>
            {formatAgo(publishedAt)}
          </time>
        )}
      </div>
      {deprecated && <p className={styles.text}>{deprecated}</p>}
      {problem && (
        <p className={styles.text}>
          {problem.message} {problem.hint}
        </p>
      )}
    </div>
  );
}
