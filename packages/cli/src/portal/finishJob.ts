import type { Job, ManagementClient } from "@flyloft/management";
import { EXIT } from "../line/exitCodes.ts";
import { formatOutcome } from "../output/formatOutcome.ts";
import { JobProgress } from "../output/JobProgress.ts";
import type { Output } from "../output/Output.ts";
import { followJob } from "./followJob.ts";

/** Follows a job to its end and tells how it went. Resolves to the exit code. */
export async function finishJob(
  client: ManagementClient,
  started: Job,
  output: Output,
): Promise<number> {
  const job = await showJob(client, started, output);
  output.tell(job, () => formatOutcome(job, output.paint));
  return exitCodeOfJob(job);
}

/** Follows a job to its end, with its steps for people. */
export async function showJob(
  client: ManagementClient,
  started: Job,
  output: Output,
): Promise<Job> {
  const progress = new JobProgress(output.terminal, output.errorPaint);
  const job = await followJob(client, started, progress.onJob);
  progress.end();
  return job;
}

export function exitCodeOfJob({ state }: Job): number {
  return state === "succeeded" ? EXIT.done : EXIT.failed;
}
