import type { Diagnosis, DoctorCheck } from "@flyloft/backend";

const MARKS: Readonly<Record<DoctorCheck["state"], string>> = {
  ok: "✓",
  info: "·",
  warning: "!",
  failed: "✗",
};

/** A diagnosis as text: a line per check with the next step below it, the end of the log where it may help, the verdict. */
export function formatDiagnosis(diagnosis: Diagnosis): string {
  const { name, reference, role, pluginId, checks, log } = diagnosis;
  const kind = role === undefined ? "" : ` (${role}${idOf(pluginId)})`;
  return [
    `${name ?? reference}${kind}`,
    ...checks.flatMap(formatCheck),
    ...(log.length > 0
      ? ["", "The end of its log:", ...log.map((line) => `  ${line}`)]
      : []),
    "",
    `It ${diagnosis.verdict} (${(diagnosis.durationMs / 1000).toFixed(1)} s).`,
    "",
  ].join("\n");
}

function idOf(pluginId: string | undefined): string {
  return pluginId === undefined ? "" : ` '${pluginId}'`;
}

function formatCheck({
  id,
  state,
  code,
  message,
  hint,
}: DoctorCheck): readonly string[] {
  const what = code === undefined ? message : `${code}: ${message}`;
  return [
    `  ${MARKS[state]} ${id.padEnd(9)} ${what}`,
    ...(hint === undefined ? [] : [`    ${" ".repeat(9)} ${hint}`]),
  ];
}
