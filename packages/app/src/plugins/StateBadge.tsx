import { Badge } from "../management/Badge.tsx";
import type { PluginView } from "./mergeReports.ts";

/** The state in words, with a colour and a mark of its own for each. */
export function StateBadge({ view }: { readonly view: PluginView }) {
  const { tone, mark, text } = describe(view);
  return (
    <Badge tone={tone} mark={mark}>
      {text}
    </Badge>
  );
}

function describe({ report, section, faults }: PluginView) {
  const { state } = report.status;
  if (state === "starting") {
    return { tone: "warning", mark: "◐", text: "Starting" } as const;
  }
  if (state === "restarting") {
    return { tone: "warning", mark: "↻", text: "Restarting" } as const;
  }
  if (section === "failed") {
    const text = state === "failed" ? "Failed" : "Failed in this browser";
    return { tone: "danger", mark: "✕", text } as const;
  }
  if (section === "disabled") {
    return { tone: "neutral", mark: "○", text: "Disabled" } as const;
  }
  if (report.warnings.length > 0 || faults.length > 0 || report.stale) {
    return {
      tone: "warning",
      mark: "!",
      text: "Active, with warnings",
    } as const;
  }
  return { tone: "success", mark: "✓", text: "Active" } as const;
}
