import type { Invocation } from "../line/CommandSpec.ts";
import { formatOutcome } from "../output/formatOutcome.ts";
import { ask } from "../portal/ask.ts";
import { connect } from "../portal/connect.ts";
import { exitCodeOfJob, showJob } from "../portal/finishJob.ts";
import { idempotencyKey } from "../portal/submitChange.ts";

/** `flyloft reload` */
export async function reload(invocation: Invocation): Promise<number> {
  const { options, output } = invocation;
  const client = connect(options);
  const { current } = await ask(client.GET("/generations"));
  const params = { header: idempotencyKey() };
  const started = await ask(client.POST("/reload", { params }));
  const job = await showJob(client, started, output);
  const isSame =
    job.state === "succeeded" && (job.generation ?? current) === current;
  output.tell(job, () =>
    isSame
      ? [`Nothing to change: generation ${current}.`]
      : formatOutcome(job, output.paint),
  );
  return exitCodeOfJob(job);
}
