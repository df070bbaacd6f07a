import type { ManagementClient } from "@flyloft/management";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { Mistake } from "../line/Mistake.ts";
import { ask } from "../portal/ask.ts";
import { carryOut } from "../portal/carryOut.ts";
import { confirm } from "../portal/confirm.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";
import { finishJob } from "../portal/finishJob.ts";
import { idempotencyKey } from "../portal/submitChange.ts";

/** `flyloft rollback`: a plugin by its name; the portal by a generation's number, or by nothing. */
export async function rollback(invocation: Invocation): Promise<number> {
  const { operands, options } = invocation;
  const [operand] = operands;
  const client = connect(options);
  if (operand !== undefined && !/^\d+$/.test(operand)) {
    const { name } = await findPlugin(client, operand);
    const before =
      options.before === undefined ? {} : { before: Number(options.before) };
    return carryOut(
      client,
      {
        change: { action: "rollback", plugin: name, ...before },
        question: `Roll ${name} back?`,
      },
      invocation,
    );
  }
  if (options.before !== undefined) {
    throw new Mistake("--before is for a plugin: name it.");
  }
  return rollBackPortal(client, Number(operand ?? 0), invocation);
}

async function rollBackPortal(
  client: ManagementClient,
  number: number,
  { options, output }: Invocation,
): Promise<number> {
  if (options["dry-run"]) {
    const { items } = await ask(client.GET("/generations"));
    const target = items.find((item) =>
      number === 0 ? item.state === "retired" : item.number === number,
    );
    output.tell({ target: target ?? null }, () => [
      target
        ? `Generation ${target.number} would serve: ${target.cause}.`
        : "There is no such generation.",
    ]);
    return target?.isKept ? EXIT.done : EXIT.refused;
  }
  if (!options.yes) {
    const where = number === 0 ? "" : ` to generation ${number}`;
    await confirm(`Roll the whole portal back${where}?`, {
      loses: false,
      output,
    });
  }
  const params = { path: { number }, header: idempotencyKey() };
  const job = await ask(
    client.POST("/generations/{number}/rollback", { params }),
  );
  return finishJob(client, job, output);
}
