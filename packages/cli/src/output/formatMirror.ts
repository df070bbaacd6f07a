import type { MirroredPlugin, MirrorResult } from "@flyloft/installer";
import { formatReport } from "./formatReport.ts";
import { formatTable } from "./formatTable.ts";
import { formatBytes } from "./LiveLines.ts";
import type { Paint } from "./Paint.ts";

/** What a mirror holds, what it lacks and why, and how to use it. */
export function formatMirror(
  result: MirrorResult,
  paint: Paint,
): readonly string[] {
  const { plugins, failed, target, isComplete } = result;
  const rows = plugins.map((plugin) => [
    plugin.name,
    plugin.version,
    plugin.kind,
    describeSignatures(plugin),
  ]);
  return [
    ...(rows.length > 0
      ? [
          ...formatTable(
            ["plugin", "version", "source", "signatures"],
            rows,
            paint,
          ),
          "",
        ]
      : []),
    ...plugins.flatMap(({ text, notes }) =>
      notes.map((note) => paint.warn(`${text}: ${note}`)),
    ),
    ...failed.flatMap(({ text, reason }) => [
      `${paint.bad("x")} ${text}`,
      ...formatReport(reason).map((line) => `  ${line}`),
    ]),
    ...summarize(result),
    ...(isComplete
      ? ["", `In the closed network: dynamicPlugins.mirror: ${target}`]
      : []),
  ];
}

function describeSignatures({ kind, signatures }: MirroredPlugin): string {
  if (kind === "local") return "not copied: it is on disk already";
  return signatures === 0 ? "none" : String(signatures);
}

function summarize({
  target,
  digest,
  dependencies,
  bytes: { copied, kept },
  failed,
  plugins,
}: MirrorResult): readonly string[] {
  const packages = `${count(dependencies, "package")} of dependencies`;
  if (digest !== undefined) {
    return [
      `${target} holds all that the lockfile names: ${packages}, ${formatBytes(copied)} copied, ${formatBytes(kept)} were there.`,
      `Digest: ${digest}`,
    ];
  }
  if (failed.length > 0) {
    return [
      `${target} is not complete: ${count(failed.length, "piece")} could not be had. What was copied stays and isn't copied again.`,
    ];
  }
  const remote = plugins.filter(({ kind }) => kind !== "local").length;
  return [
    `Would copy ${count(remote, "plugin")} and ${packages} to ${target}.`,
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
