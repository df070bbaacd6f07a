import styles from "./InstalledPage.module.css";
import type { PluginView } from "./mergeReports.ts";

/** How many plugins can do whatever the portal can. */
export function PrivilegeLine({
  views,
}: {
  readonly views: readonly PluginView[];
}) {
  const unfenced = views.filter(
    ({ report }) => report.isolation?.inForce === "none",
  );
  if (unfenced.length === 0) return null;
  return (
    <p className={styles.privileges}>
      <b aria-hidden="true">!</b>
      <span>
        {unfenced.length === 1
          ? "1 backend plugin runs"
          : `${unfenced.length} backend plugins run`}{" "}
        with the portal’s full privileges. Those with a “process” or “sandbox”
        badge don’t.
      </span>
    </p>
  );
}
