import type { Job, ManagementClient, Problem } from "@flyloft/management";
import { answerOf, problemOf } from "./answerOf.ts";
import { EventParser } from "./EventParser.ts";
import { RefusedError } from "./RefusedError.ts";

const SOONEST_MS = 300;
const LATEST_MS = 5_000;

export interface FollowOptions {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly onJob: (job: Job) => void;
  /** Nothing answers for now, and why; it goes on trying. */
  readonly onTrouble: (problem: Problem) => void;
}

/**
 * Tells how a job stands, until it is finished. The process that answers is replaced while plugins change, so streams
 * end early: each time the job is asked for, then followed again. Rejects where nobody knows the job.
 */
export async function followJob(
  client: ManagementClient,
  options: FollowOptions,
): Promise<void> {
  const { signal, onTrouble } = options;
  let pause = SOONEST_MS;
  const note = (job: Job) => {
    pause = SOONEST_MS;
    options.onJob(job);
    return isFinished(job);
  };
  while (!signal.aborted) {
    try {
      if (await followOnce(client, options, note)) return;
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
      onTrouble(problemOf(error));
    }
    await delay(pause, signal);
    pause = Math.min(pause * 2, LATEST_MS);
  }
}

/** Resolves to whether the job is finished, or else when the stream ends. */
async function followOnce(
  client: ManagementClient,
  options: FollowOptions,
  note: (job: Job) => boolean,
): Promise<boolean> {
  if (note(await readJob(client, options))) return true;
  for await (const job of streamJob(client, options)) {
    if (note(job)) return true;
  }
  return false;
}

export function isFinished({ state }: Job): boolean {
  return state === "succeeded" || state === "failed";
}

function readJob(
  client: ManagementClient,
  { id, signal }: FollowOptions,
): Promise<Job> {
  const params = { path: { id } };
  return answerOf(client.GET("/jobs/{id}", { params, signal }));
}

async function* streamJob(
  client: ManagementClient,
  { id, signal }: FollowOptions,
): AsyncGenerator<Job> {
  const stream: ReadableStream<Uint8Array<ArrayBuffer>> | null = await answerOf(
    client.GET("/jobs/{id}/events", {
      params: { path: { id } },
      parseAs: "stream",
      signal,
    }),
  );
  if (!stream) return;
  const parser = new EventParser();
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const { event, data } of parser.push(value)) {
      if (event === "job") yield JSON.parse(data) as Job;
    }
  }
}

/** The job isn't known, or not to this user. Everything else may pass. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof RefusedError)) return false;
  return [400, 401, 403, 404].includes(error.status ?? 0);
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
