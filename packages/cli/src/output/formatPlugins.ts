import type { ManagedPlugin, Update } from "@flyloft/management";
import { formatReport } from "./formatReport.ts";
import { formatTable } from "./formatTable.ts";
import type { Paint } from "./Paint.ts";
import { plain } from "./plainText.ts";

/** A table of plugins, and below it why those that failed did. */
export function formatPlugins(
  plugins: readonly ManagedPlugin[],
  updates: readonly Update[] | undefined,
  paint: Paint,
): string[] {
  if (plugins.length === 0) return ["There are none."];
  const heading = ["name", "version", "state", "source", "category"];
  const rows = plugins.map((plugin) => [
    plain(plugin.name),
    plain(plugin.version ?? "-"),
    formatState(plugin, paint),
    plugin.isBuiltIn ? "built-in" : plugin.source,
    plugin.category ?? "-",
    ...(updates ? [formatUpdate(plugin.name, updates)] : []),
  ]);
  return [
    ...formatTable(updates ? [...heading, "update"] : heading, rows, paint),
    ...plugins.flatMap(({ name, status }) =>
      "reason" in status
        ? [
            "",
            `${paint.bad("✗")} ${plain(name)}`,
            ...formatReport(status.reason).map((line) => `    ${line}`),
          ]
        : [],
    ),
  ];
}

export function formatState({ status }: ManagedPlugin, paint: Paint): string {
  const { state } = status;
  const stroke = {
    active: paint.good,
    failed: paint.bad,
    restarting: paint.warn,
    starting: paint.warn,
    disabled: paint.dim,
  }[state];
  return stroke(state);
}

function formatUpdate(name: string, updates: readonly Update[]): string {
  const { newest, deprecated } =
    updates.find(({ plugin }) => plugin === name) ?? {};
  const notice =
    deprecated === undefined ? "" : `deprecated: ${plain(deprecated)}`;
  return [newest, notice].filter(Boolean).join("; ") || "-";
}
