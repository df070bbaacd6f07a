import type { Invocation, Run } from "../line/CommandSpec.ts";
import { carryOut } from "../portal/carryOut.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";

/** `flyloft enable` */
export const enable: Run = (invocation) => switchPlugin("enable", invocation);

/** `flyloft disable` */
export const disable: Run = (invocation) => switchPlugin("disable", invocation);

async function switchPlugin(
  action: "enable" | "disable",
  invocation: Invocation,
): Promise<number> {
  const client = connect(invocation.options);
  const { name } = await findPlugin(client, invocation.operands[0] ?? "");
  return carryOut(client, { change: { action, plugin: name } }, invocation);
}
