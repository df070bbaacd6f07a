import { mkdir } from "node:fs/promises";
import type { BuildAnswer } from "./BuildOutcome.ts";
import type { WatchRequest } from "./BuildRequest.ts";
import { killGroup, lastOutput, startProcess } from "./builderProcess.ts";

const MEMORY = 4 * 1024 ** 3;

interface WatchListener {
  /** After the first build, and after every one that a change led to. */
  onAnswer(answer: BuildAnswer): void;
  /** The process ended by itself. `detail` holds how, and the end of what it wrote. */
  onCrash(detail: string): void;
}

export interface RunningWatch {
  stop(): void;
}

/** Builds a remote whenever its files change, in a process of its own that ends with this one at the latest. */
export async function startWatch(
  request: WatchRequest,
  { onAnswer, onCrash }: WatchListener,
): Promise<RunningWatch> {
  await mkdir(request.outDir, { recursive: true });
  const child = startProcess(request.outDir, { memory: MEMORY });
  const output = lastOutput(child);
  let isStopped = false;
  child.on("message", (answer: BuildAnswer) => {
    if (!isStopped) onAnswer(answer);
  });
  child.once("error", ({ message }) => {
    if (!isStopped) onCrash(message);
  });
  child.once("close", (code, signal) => {
    if (!isStopped) onCrash(`${signal ?? `exit code ${code}`}: ${output()}`);
  });
  child.send(request);
  return {
    stop() {
      isStopped = true;
      killGroup(child);
    },
  };
}
