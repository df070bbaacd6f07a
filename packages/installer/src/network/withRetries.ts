import { setTimeout as sleep } from "node:timers/promises";
import { NetworkFailure, toNetworkFailure } from "./NetworkFailure.ts";
import type { NetworkPolicy } from "./NetworkPolicy.ts";

export interface Retrying {
  readonly policy: NetworkPolicy;
  readonly signal: AbortSignal;
  /** For the message where the time is up. */
  readonly url: string;
}

/**
 * Runs `attempt` until it succeeds, at most `maxTries` times and within one time budget. Only failures of the network
 * are tried again, and never wrong bytes. Waits are doubled, jittered and at least what the server's Retry-After asks.
 */
export async function withRetries<Result>(
  { policy, signal, url }: Retrying,
  attempt: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = Date.now() + policy.totalTimeoutMs;
  const budget = AbortSignal.any([
    signal,
    AbortSignal.timeout(policy.totalTimeoutMs),
  ]);
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt(budget);
    } catch (error) {
      signal.throwIfAborted();
      const failure = networkFailureOf(error, budget, url);
      if (!failure?.retryable || attempts >= policy.maxTries) {
        throw failure ?? error;
      }
      const wait = waitBefore(attempts, policy, failure.retryAfterMs);
      if (Date.now() + wait >= deadline) throw failure;
      await sleep(wait, undefined, { signal });
    }
  }
}

function networkFailureOf(
  error: unknown,
  budget: AbortSignal,
  url: string,
): NetworkFailure | undefined {
  if (budget.aborted) {
    return toNetworkFailure(budget.reason, url);
  }
  return error instanceof NetworkFailure ? error : undefined;
}

function waitBefore(
  attempts: number,
  policy: NetworkPolicy,
  retryAfterMs: number | undefined,
): number {
  const backOff = policy.retryDelayMs * 2 ** (attempts - 1);
  const jittered = backOff * (0.5 + Math.random());
  return Math.max(jittered, retryAfterMs ?? 0);
}
