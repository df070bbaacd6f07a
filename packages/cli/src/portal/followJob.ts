import { setTimeout as sleep } from "node:timers/promises";
import type { Job, ManagementClient } from "@flyloft/management";
import { CommandError } from "../errors.ts";
import { ask } from "./ask.ts";
import { readEvents } from "./readEvents.ts";

/** A portal takes traffic over within seconds; this is a minute of asking in vain. */
const ATTEMPTS = 60;
const PAUSE_MS = 1000;

/**
 * Tells of a job until it ends, and resolves to it as it then is. The process that tells of it may be replaced by the
 * very change: then the next one is asked.
 *
 * @throws CommandError `COMMAND_JOB_LOST`
 */
export async function followJob(
  client: ManagementClient,
  started: Job,
  onChange: (job: Job) => void,
): Promise<Job> {
  const params = { path: { id: started.id } };
  let job = started;
  const note = (changed: Job): void => {
    job = changed;
    onChange(changed);
  };
  note(started);
  let failure: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (isEnded(job)) return job;
    if (attempt > 0) await sleep(PAUSE_MS);
    const before = job;
    try {
      const stream = await ask(
        client.GET("/jobs/{id}/events", { params, parseAs: "stream" }),
      );
      await readJobs(stream, note);
      if (!isEnded(job)) note(await ask(client.GET("/jobs/{id}", { params })));
    } catch (error) {
      failure = error;
    }
    if (job !== before) attempt = 0;
  }
  throw lost(job, failure);
}

async function readJobs(
  stream: unknown,
  onChange: (job: Job) => void,
): Promise<void> {
  for await (const { name, data } of readEvents(
    stream as AsyncIterable<Uint8Array>,
  )) {
    if (name !== "job") continue;
    const job = JSON.parse(data) as Job;
    onChange(job);
    if (isEnded(job)) return;
  }
}

function isEnded({ state }: Job): boolean {
  return state === "succeeded" || state === "failed";
}

function lost({ id }: Job, cause: unknown): CommandError {
  return new CommandError(
    "COMMAND_JOB_LOST",
    "The portal no longer tells how the change stands. It may go on.",
    { hint: `Ask later: flyloft jobs ${id}`, cause },
  );
}
