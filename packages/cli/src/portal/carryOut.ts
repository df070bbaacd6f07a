import type { ManagementClient } from "@flyloft/management";
import { confirm } from "./confirm.ts";
import { ask } from "./ask.ts";
import { finishJob } from "./finishJob.ts";
import { type Submission, submitChange } from "./submitChange.ts";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatChangePlan } from "../output/formatChangePlan.ts";

export interface Intent {
  readonly change: Submission;
  /** What is asked before; nothing is where left out. */
  readonly question?: string;
  /** Something is lost with it: nobody to ask means no. */
  readonly loses?: true;
}

/** Shows what a change would do, asks, does it and tells how it went. Resolves to the exit code. */
export async function carryOut(
  client: ManagementClient,
  intent: Intent,
  { options, output }: Invocation,
): Promise<number> {
  const isDry = options["dry-run"] === true;
  const { question } = intent;
  if (isDry || (question !== undefined && !output.isJson)) {
    const { revision: _kept, ...body } = intent.change;
    const plan = await ask(client.POST("/plan", { body }));
    const text = () => formatChangePlan(plan, output.paint);
    if (isDry) output.tell(plan, () => [...text(), "Nothing was changed."]);
    else output.remark(...formatChangePlan(plan, output.errorPaint));
    if (!plan.isPossible) {
      if (!isDry) output.remark("It is not possible; nothing was changed.");
      return EXIT.refused;
    }
    if (isDry) return EXIT.done;
  }
  if (question !== undefined && options.yes !== true) {
    await confirm(question, { loses: intent.loses === true, output });
  }
  return finishJob(client, await submitChange(client, intent.change), output);
}
