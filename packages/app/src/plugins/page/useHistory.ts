import type { AuditEntry } from "@flyloft/management";
import { answerOf } from "../../management/answerOf.ts";
import { useAnswer } from "../../management/useAnswer.ts";
import type { Answer } from "../../management/useAnswerFrom.ts";

/** What was done with a plugin, newest first. */
export function useHistory(
  name: string | undefined,
): Answer<{ items: AuditEntry[] }> {
  return useAnswer(
    name === undefined ? undefined : `history ${name}`,
    (client, signal) =>
      answerOf(
        client.GET("/plugins/{name}/history", {
          params: { path: { name: name ?? "" } },
          signal,
        }),
      ),
  );
}
