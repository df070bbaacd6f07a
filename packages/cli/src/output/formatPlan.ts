import { describeSigner, formatPlace } from "@flyloft/plugin-core";
import { formatReport } from "./formatReport.ts";
import type {
  PlanNote,
  PlannedPlugin,
  PlannedVersion,
  PluginPlan,
} from "@flyloft/installer";

const MARKS: Readonly<Record<PlannedPlugin["action"], string>> = {
  add: "+",
  change: "~",
  keep: "=",
  remove: "-",
  disable: "o",
  unknown: "?",
  fail: "x",
};

/** A plan as text: one line per plugin, what it would bring, then the configuration that plugins set and from where. */
export function formatPlan({ plugins, config }: PluginPlan): string {
  const lines = [
    ...(plugins.length === 0 ? ["No plugins are configured."] : []),
    ...plugins.flatMap(formatPlugin),
    ...(config.length > 0 ? ["", "Configuration set by plugins:"] : []),
    ...config.map(
      ({ key, written, plugin, place }) =>
        `  ${key} = ${written}  (${plugin}, ${formatPlace({ file: place.file, line: place.line })})`,
    ),
    "",
    countActions(plugins),
    "",
  ];
  return lines.join("\n");
}

function formatPlugin(plugin: PlannedPlugin): string[] {
  const { text, action, before, after, fetches, stale, reason } = plugin;
  const versions = [before, after].map(formatVersion);
  const change =
    action === "change"
      ? `${versions[0]} → ${versions[1]}`
      : versions[1] || versions[0];
  const signer = after?.signer;
  const remarks = [
    ...(signer ? [`signed by ${describeSigner(signer)}`] : []),
    ...(fetches ? ["to be fetched"] : []),
    ...(stale ? ["registry not reached, locked version"] : []),
  ];
  return [
    [
      MARKS[action],
      action.padEnd(8),
      text,
      change,
      ...remarks.map((remark) => `(${remark})`),
    ]
      .filter(Boolean)
      .join(" "),
    ...(reason ? formatReport(reason).map((line) => `    ${line}`) : []),
    ...plugin.warnings.map(({ code, message }) => `    ! ${code}: ${message}`),
    ...plugin.notes.flatMap(formatNote),
  ];
}

const NOTE_MARKS: Readonly<Record<PlanNote["severity"], string>> = {
  info: "·",
  warning: "!",
  problem: "✗",
};

function formatNote({ severity, message, hint }: PlanNote): string[] {
  return [
    `    ${NOTE_MARKS[severity]} ${message}`,
    ...(hint === undefined ? [] : [`      ${hint}`]),
  ];
}

function formatVersion(version: PlannedVersion | undefined): string {
  return version?.version ?? version?.digest ?? "";
}

function countActions(plugins: readonly PlannedPlugin[]): string {
  const count = (...actions: PlannedPlugin["action"][]) =>
    plugins.filter(({ action }) => actions.includes(action)).length;
  return `Plan: ${count("add")} to add, ${count("change", "unknown")} to change, ${count("remove")} to remove, ${count("keep")} unchanged, ${count("fail")} failing. Nothing was changed.`;
}
