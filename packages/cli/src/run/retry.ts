import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";

/** `flyloft retry` */
export async function retry(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const client = connect(options);
  const { name } = await findPlugin(client, operands[0] ?? "");
  const params = { path: { name } };
  const answer = await ask(client.POST("/plugins/{name}/retry", { params }));
  output.tell(answer, () => [`${answer.plugin} is started again.`]);
  return EXIT.done;
}
