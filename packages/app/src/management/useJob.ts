import type { Job, Problem } from "@flyloft/management";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "./answerOf.ts";
import { followJob, isFinished } from "./followJob.ts";
import { useManagement } from "./Management.tsx";

export interface FollowedJob {
  readonly job: Job | undefined;
  /** Nobody knows the job, or nothing answers for now. */
  readonly problem: Problem | undefined;
}

/** A job as it stands, followed until it is finished. `onFinished` hears it once. */
export function useJob(
  id: string | undefined,
  onFinished?: (job: Job) => void,
): FollowedJob {
  const { client } = useManagement();
  const [state, setState] = useState<FollowedJob & { readonly id?: string }>({
    job: undefined,
    problem: undefined,
  });
  const latest = useRef(onFinished);
  useEffect(() => {
    latest.current = onFinished;
  });

  useEffect(() => {
    if (id === undefined) return undefined;
    const abort = new AbortController();
    const { signal } = abort;
    const follow = async () => {
      await followJob(await client, {
        id,
        signal,
        onJob: (job) => {
          if (signal.aborted) return;
          setState({ id, job, problem: undefined });
          if (isFinished(job)) latest.current?.(job);
        },
        onTrouble: (problem) => setState((last) => ({ ...last, id, problem })),
      });
    };
    follow().catch((error: unknown) => {
      if (signal.aborted) return;
      setState({ id, job: undefined, problem: problemOf(error) });
    });
    return () => abort.abort();
  }, [client, id]);

  if (state.id !== id) return { job: undefined, problem: undefined };
  return { job: state.job, problem: state.problem };
}
