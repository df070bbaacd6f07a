import type { ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { BuildAnswer, BuildOutcome } from "./BuildOutcome.ts";
import type { BuildLimits, BuildRequest } from "./BuildRequest.ts";
import { killGroup, lastOutput, startProcess } from "./builderProcess.ts";
import { readMemory } from "./readMemory.ts";

const MEMORY_CHECK_MS = 50;

/**
 * Builds in a process of its own and never longer than the limits say. What the process reads is hostile input to a
 * compiler, so it gets no variable of this process, and the folder that it writes as its own.
 *
 * @throws only where the process can't be started, or the signal's reason.
 */
export async function runBuild(
  request: BuildRequest,
  limits: BuildLimits,
  signal?: AbortSignal,
): Promise<BuildOutcome> {
  signal?.throwIfAborted();
  const cwd =
    request.kind === "remote" ? request.outDir : path.dirname(request.outFile);
  await mkdir(cwd, { recursive: true });
  const watched = watch(startProcess(cwd, limits), limits);
  const abort = () => watched.kill();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    watched.child.send(request);
    return await watched.outcome;
  } finally {
    signal?.removeEventListener("abort", abort);
    signal?.throwIfAborted();
  }
}

interface WatchedBuild {
  readonly child: ChildProcess;
  readonly outcome: Promise<BuildOutcome>;
  kill(): void;
}

function watch(child: ChildProcess, limits: BuildLimits): WatchedBuild {
  const startedAt = performance.now();
  let peak: number | undefined;
  let exceeded: "memory" | "time" | undefined;
  let answer: BuildAnswer | undefined;
  const output = lastOutput(child);
  const kill = () => killGroup(child);
  const exceed = (limit: "memory" | "time") => {
    exceeded ??= limit;
    kill();
  };
  const checking = setInterval(() => {
    const memory = readMemory(child.pid);
    if (memory === undefined) return;
    peak = Math.max(peak ?? 0, memory);
    if (memory > limits.memory) exceed("memory");
  }, MEMORY_CHECK_MS);
  const deadline = setTimeout(() => exceed("time"), limits.timeMs);
  child.once("message", (message: BuildAnswer) => {
    answer = message;
  });
  const outcome = new Promise<BuildOutcome>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const use = {
        durationMs: performance.now() - startedAt,
        peakMemory: peak,
      };
      const detail = `${signal ?? `exit code ${code}`}: ${output()}`;
      if (exceeded) resolve({ ...use, status: "exceeded", limit: exceeded });
      else resolve({ ...use, ...(answer ?? { status: "crashed", detail }) });
    });
  }).finally(() => {
    clearInterval(checking);
    clearTimeout(deadline);
  });
  return { child, outcome, kill };
}
