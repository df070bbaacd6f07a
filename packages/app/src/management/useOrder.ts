import type { Job, Problem } from "@flyloft/management";
import { useCallback, useState } from "react";
import { problemOf } from "./answerOf.ts";
import { type Order, orderChange } from "./changes.ts";
import { followJob } from "./followJob.ts";
import { useManagement } from "./Management.tsx";
import { RefusedError } from "./RefusedError.ts";

export interface Ordering {
  /** Resolves to the job, or to nothing where the change was refused. `granted` is set before. */
  readonly send: (order: Order, granted?: string[]) => Promise<Job | undefined>;
  readonly isSending: boolean;
  /** Why the newest order was refused. */
  readonly problem: Problem | undefined;
  /** The whole refusal, where fields are wrong. */
  readonly refusal: RefusedError | undefined;
  readonly forget: () => void;
}

/** Orders changes, one after the other. */
export function useOrder(): Ordering {
  const { client } = useManagement();
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = useCallback(
    async (order: Order, granted?: string[]) => {
      setSending(true);
      setError(undefined);
      try {
        const ready = await client;
        if (granted && "plugin" in order) {
          await grantFirst(ready, order.plugin, granted);
        }
        return await orderChange(ready, order);
      } catch (reason) {
        setError(reason);
        return undefined;
      } finally {
        setSending(false);
      }
    },
    [client],
  );
  return {
    send,
    isSending,
    problem: error === undefined ? undefined : problemOf(error),
    refusal: error instanceof RefusedError ? error : undefined,
    forget: useCallback(() => setError(undefined), []),
  };
}

async function grantFirst(
  client: Parameters<typeof orderChange>[0],
  plugin: string,
  granted: string[],
): Promise<void> {
  const { id } = await orderChange(client, {
    action: "grant",
    plugin,
    granted,
  });
  let last: Job | undefined;
  await followJob(client, {
    id,
    signal: new AbortController().signal,
    onJob: (job) => {
      last = job;
    },
    onTrouble: () => {},
  });
  if (last?.error) throw new RefusedError(last.error);
}
