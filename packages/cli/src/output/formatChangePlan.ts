import type { Plan, PlannedChange } from "@flyloft/management";
import { describeSigner } from "@flyloft/plugin-core";
import { formatReport } from "./formatReport.ts";
import type { Paint } from "./Paint.ts";

const MARKS: Readonly<Record<PlannedChange["action"], string>> = {
  add: "+",
  change: "~",
  configure: "~",
  keep: "=",
  remove: "-",
  enable: "+",
  disable: "o",
  unknown: "?",
  fail: "x",
};

/** What a single change would do to a portal that runs. */
export function formatChangePlan(plan: Plan, paint: Paint): string[] {
  const { plugins, config, removes, permissions, isPrivileged } = plan;
  const scopes = (title: string, names: readonly string[] = []) =>
    names.length > 0 ? [`${title}: ${names.join(", ")}`] : [];
  return [
    ...plugins.flatMap((plugin) => formatPlanned(plugin, paint)),
    ...section("Configuration:", config.map(formatKey)),
    ...section(paint.bad("Lost with it:"), removes),
    ...scopes("Needs the permissions", permissions?.required),
    ...scopes("Could be granted", permissions?.optional),
    ...(isPrivileged
      ? [
          paint.warn(
            "! Its backend will run with the portal's full privileges.",
          ),
        ]
      : []),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function formatPlanned(plugin: PlannedChange, paint: Paint): string[] {
  const { reference, action, before, after, fetches, reason } = plugin;
  const [old, next] = [before, after].map((at) => at?.version ?? at?.digest);
  const change =
    old && next && old !== next ? `${old} → ${next}` : (next ?? old);
  const stroke = { fail: paint.bad, remove: paint.bad, add: paint.good }[
    action as string
  ];
  return [
    [
      (stroke ?? String)(MARKS[action]),
      action.padEnd(9),
      paint.strong(after?.name ?? before?.name ?? reference),
      change,
      fetches ? "(to be fetched)" : undefined,
    ]
      .filter(Boolean)
      .join(" "),
    ...formatSigner(plugin).map((line) => `    · ${line}`),
    ...(reason ? formatReport(reason).map((line) => `    ${line}`) : []),
    ...plugin.warnings.map(({ code, message }) => `    ! ${code}: ${message}`),
    ...plugin.notes.map(({ message }) => `    · ${message}`),
  ];
}

function formatSigner({ before, after }: PlannedChange): string[] {
  if (!after?.signer) return [];
  const next = describeSigner(after.signer);
  const old = before?.signer && describeSigner(before.signer);
  const change = old !== undefined && old !== next ? `, before by ${old}` : "";
  return [`signed by ${next}${change}`];
}

function formatKey({ key, before, after }: Plan["config"][number]): string {
  if (after === undefined) return `${key}: ${before ?? ""} → (not set)`;
  return before === undefined
    ? `${key} = ${after}`
    : `${key}: ${before} → ${after}`;
}
