import type { Invocation } from "../line/CommandSpec.ts";
import { carryOut } from "../portal/carryOut.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";

/** `flyloft uninstall` */
export async function uninstall(invocation: Invocation): Promise<number> {
  const client = connect(invocation.options);
  const { name } = await findPlugin(client, invocation.operands[0] ?? "");
  return carryOut(
    client,
    {
      change: { action: "uninstall", plugin: name },
      question: `Uninstall ${name}, with its settings and its data?`,
      loses: true,
    },
    invocation,
  );
}
