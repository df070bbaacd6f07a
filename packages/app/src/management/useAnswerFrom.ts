import type { ManagementClient, Problem } from "@flyloft/management";
import { useCallback, useEffect, useRef, useState } from "react";
import { problemOf } from "./answerOf.ts";

/** Whom to ask, and what is asked anew with each generation of the portal. */
export interface AnswerSource {
  readonly client: Promise<ManagementClient>;
  /** What was answered before, by question. It outlives the app that shows it. */
  readonly kept: Map<string, unknown>;
  readonly generation: number;
}

export interface Answer<T> {
  /** The newest that arrived, also while a newer one is on its way or failed to come. */
  readonly data: T | undefined;
  /** Why the newest attempt brought nothing. */
  readonly problem: Problem | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

export type Load<T> = (
  client: ManagementClient,
  signal: AbortSignal,
) => Promise<T>;

interface Known<T> {
  readonly to: string;
  readonly data?: T | undefined;
  readonly problem?: Problem | undefined;
}

/**
 * Asks for what `key` names: at once, on `reload`, and with each generation. A question that nobody waits for any more
 * is cancelled. Without a key nothing is asked.
 */
export function useAnswerFrom<T>(
  source: AnswerSource,
  key: string | undefined,
  load: Load<T>,
): Answer<T> {
  const { client, kept, generation } = source;
  const [attempt, setAttempt] = useState(0);
  const [known, setKnown] = useState<Known<T>>();
  const question = `${key}\n${generation}\n${attempt}`;
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  const latestLoad = useRef(load);
  useEffect(() => {
    latestLoad.current = load;
  });

  useEffect(() => {
    if (key === undefined) return undefined;
    const abort = new AbortController();
    const ask = async () => {
      const data = await latestLoad.current(await client, abort.signal);
      if (abort.signal.aborted) return;
      kept.set(key, data);
      setKnown({ to: question, data });
    };
    ask().catch((error: unknown) => {
      if (abort.signal.aborted) return;
      setKnown({ to: question, problem: problemOf(error) });
    });
    return () => abort.abort();
  }, [client, kept, key, question]);

  const isCurrent = known?.to.startsWith(`${key}\n`);
  const earlier = key === undefined ? undefined : (kept.get(key) as T);
  return {
    data: isCurrent && known?.data !== undefined ? known.data : earlier,
    problem: isCurrent ? known?.problem : undefined,
    isLoading: key !== undefined && known?.to !== question,
    reload,
  };
}
