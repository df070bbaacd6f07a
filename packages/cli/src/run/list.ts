import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatPlugins } from "../output/formatPlugins.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";

/** `flyloft list` */
export async function list(invocation: Invocation): Promise<number> {
  const { options, output } = invocation;
  const client = connect(options);
  const answer = await ask(client.GET("/plugins"));
  const updates = options.updates
    ? (await ask(client.GET("/updates"))).items
    : undefined;
  const items = answer.items.filter(
    ({ name, status }) =>
      (options.state === undefined || status.state === options.state) &&
      (!updates || updates.some(({ plugin }) => plugin === name)),
  );
  const data = { ...answer, items, ...(updates && { updates }) };
  output.tell(data, () => formatPlugins(items, updates, output.paint));
  return EXIT.done;
}
