import type { AuditEntry } from "@flyloft/management";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatTable } from "../output/formatTable.ts";
import type { Paint } from "../output/Paint.ts";
import { formatTime, plain } from "../output/plainText.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";

/** `flyloft history` */
export async function history(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const client = connect(options);
  const [given] = operands;
  const limit =
    options.limit === undefined ? {} : { limit: Number(options.limit) };
  const { items } =
    given === undefined
      ? await ask(client.GET("/audit", { params: { query: limit } }))
      : await ask(
          client.GET("/plugins/{name}/history", {
            params: { path: { name: await nameOf(given) } },
          }),
        );
  const shown = items.slice(0, limit.limit);
  output.tell({ items: shown }, () => format(shown, output.paint));
  return EXIT.done;

  // What was uninstalled has a history too.
  async function nameOf(plugin: string): Promise<string> {
    const found = await findPlugin(client, plugin).catch((error: unknown) => {
      if (!plugin.includes("/")) throw error;
    });
    return found?.name ?? plugin;
  }
}

function format(items: readonly AuditEntry[], paint: Paint): string[] {
  if (items.length === 0) return ["Nothing was changed yet."];
  const rows = items.map((entry) => [
    `${entry.number}`,
    formatTime(entry.at),
    plain(entry.actor),
    plain(entry.action),
    plain(entry.plugin ?? "-"),
    entry.outcome === "done" ? entry.outcome : paint.bad(entry.outcome),
    plain(entry.reason ? entry.reason.code : entry.summary),
  ]);
  const heading = ["#", "time", "who", "what", "plugin", "outcome", ""];
  return formatTable(heading, rows, paint);
}
