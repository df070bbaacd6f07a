import type { Invocation, Run } from "../line/CommandSpec.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";
import { findPlugin } from "../portal/findPlugin.ts";
import { finishJob } from "../portal/finishJob.ts";
import { idempotencyKey } from "../portal/submitChange.ts";

/** `flyloft grant` */
export const grant: Run = (invocation) =>
  change(invocation, (granted, scopes) => [...granted, ...scopes]);

/** `flyloft revoke` */
export const revoke: Run = (invocation) =>
  change(invocation, (granted, scopes) =>
    granted.filter((scope) => !scopes.includes(scope)),
  );

async function change(
  { operands, options, output }: Invocation,
  edit: (granted: readonly string[], scopes: readonly string[]) => string[],
): Promise<number> {
  const [given = "", ...scopes] = operands;
  const client = connect(options);
  const { name, permissions } = await findPlugin(client, given);
  const job = await ask(
    client.PUT("/plugins/{name}/grants", {
      params: { path: { name }, header: idempotencyKey() },
      body: { granted: [...new Set(edit(permissions.granted, scopes))] },
    }),
  );
  return finishJob(client, job, output);
}
