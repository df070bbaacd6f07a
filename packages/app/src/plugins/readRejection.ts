import type { ManagementClient, Problem } from "@flyloft/management";
import { answerOf } from "../management/answerOf.ts";

/** A change that the portal refused, while nothing has been taken over since. */
export interface Rejection {
  /** The generation that it would have been. */
  readonly number: number;
  /** The one that goes on. */
  readonly current: number;
  readonly cause: string;
  readonly reason: Problem;
}

/** The newest change, where it was rejected. */
export async function readRejection(
  client: ManagementClient,
  signal: AbortSignal,
): Promise<Rejection | null> {
  const { current, items } = await answerOf(
    client.GET("/generations", { signal }),
  );
  const [newest] = items;
  if (newest?.state !== "rejected" || !newest.reason) return null;
  const { number, cause, reason } = newest;
  return { number, current, cause, reason };
}
