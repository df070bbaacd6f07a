import type { PluginView } from "./mergeReports.ts";
import styles from "./StateBadge.module.css";

/** The state in words, with a colour and a mark of its own for each. */
export function StateBadge({ view }: { readonly view: PluginView }) {
  const { tone, mark, text } = describe(view);
  return (
    <span className={styles.badge} data-tone={tone}>
      <span aria-hidden="true">{mark}</span>
      {text}
    </span>
  );
}

function describe({ report, section, faults }: PluginView) {
  const { state } = report.status;
  if (state === "starting") {
    return { tone: "warning", mark: "◐", text: "Starting" };
  }
  if (state === "restarting") {
    return { tone: "warning", mark: "↻", text: "Restarting" };
  }
  if (section === "failed") {
    const text = state === "failed" ? "Failed" : "Failed in this browser";
    return { tone: "danger", mark: "✕", text };
  }
  if (section === "disabled") {
    return { tone: "neutral", mark: "○", text: "Disabled" };
  }
  if (report.warnings.length > 0 || faults.length > 0 || report.stale) {
    return { tone: "warning", mark: "!", text: "Active, with warnings" };
  }
  return { tone: "success", mark: "✓", text: "Active" };
}
