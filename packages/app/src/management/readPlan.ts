import type { Change, Plan } from "@flyloft/management";
import { answerOf } from "./answerOf.ts";
import type { Load } from "./useAnswerFrom.ts";

/** Asks what a change would do. */
export function readPlan(change: Change | undefined): Load<Plan> {
  return (client, signal) => {
    if (!change) throw new Error("This change has no plan.");
    return answerOf(client.POST("/plan", { body: change, signal }));
  };
}
