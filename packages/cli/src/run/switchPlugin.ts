import type { Invocation, Run } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
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
  const { options, operands, output } = invocation;
  const client = connect(options);
  const { name, status } = await findPlugin(client, operands[0] ?? "");
  if (STATES[action].has(status.state)) {
    // A script that runs again finds what it wanted.
    const unchanged = `${name} is ${action}d already.`;
    output.tell({ unchanged }, () => [unchanged]);
    return EXIT.done;
  }
  return carryOut(client, { change: { action, plugin: name } }, invocation);
}

/** Where there is nothing to do. */
const STATES: Readonly<Record<"enable" | "disable", ReadonlySet<string>>> = {
  enable: new Set(["active", "starting"]),
  disable: new Set(["disabled"]),
};
