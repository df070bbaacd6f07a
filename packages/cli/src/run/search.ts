import type { Category } from "@flyloft/management";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatTable } from "../output/formatTable.ts";
import { plain, shorten } from "../output/plainText.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";

const DESCRIPTION = 60;

/** `flyloft search` */
export async function search(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [text] = operands;
  const { category, catalog, limit } = options;
  const query = {
    ...(text && { text }),
    ...(category && { category: category as Category }),
    ...(catalog && { catalog }),
    ...(limit && { limit: Math.min(Number(limit), 100) }),
  };
  const answer = await ask(
    connect(options).GET("/marketplace", { params: { query } }),
  );
  const { items, total, catalogs } = answer;
  const rows = items.map((item) => [
    plain(item.name),
    plain(item.version ?? "-"),
    item.installed === undefined ? "" : plain(item.installed),
    plain(item.catalog),
    shorten(plain(item.description), DESCRIPTION),
  ]);
  output.tell(answer, () => [
    ...(items.length === 0
      ? ["Nothing was found."]
      : formatTable(
          ["name", "newest", "installed", "catalog", "description"],
          rows,
          output.paint,
        )),
    ...(total > items.length ? [`${items.length} of ${total}.`] : []),
    ...catalogs.flatMap(({ title, problem }) =>
      problem ? [`! ${plain(title)}: ${problem.code}: ${problem.message}`] : [],
    ),
  ]);
  return EXIT.done;
}
