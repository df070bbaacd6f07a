import type { ErrorReport, PluginReport } from "@flyloft/plugin-core";
import styles from "./Status.module.css";

/** Why each failed plugin isn't there, and what to do. Nothing where none failed. */
export function FailedPlugins(props: {
  readonly plugins: readonly PluginReport[];
}) {
  const failed = props.plugins.flatMap((plugin) =>
    plugin.status.state === "failed"
      ? [{ plugin, reason: plugin.status.reason }]
      : [],
  );
  if (failed.length === 0) return null;
  return (
    <>
      <h2 className={styles.heading}>Failed</h2>
      <ul className={styles.failures}>
        {failed.map(({ plugin, reason }) => (
          <li key={plugin.reference} className={styles.failure}>
            <h3 className={styles.name}>
              {plugin.name}{" "}
              <span className={styles.version}>{plugin.version}</span>
            </h3>
            <p>
              <code>{reason.code}</code> {reason.message}
            </p>
            <p className={styles.hint}>{reason.hint}</p>
            {reason.place && <p className={styles.hint}>{placeOf(reason)}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

function placeOf({ place }: ErrorReport): string {
  if (!place) return "";
  const line = place.line === undefined ? "" : `:${place.line}`;
  return `${place.file}${line}${place.key ? ` (${place.key})` : ""}`;
}
