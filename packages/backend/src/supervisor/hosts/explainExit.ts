import { BackendError, type BackendErrorCode } from "../../errors.ts";
import type { ProcessExit } from "../SupervisedProcess.ts";

export interface ExitContext {
  readonly plugin: string;
  /** Bytes that the process may have. */
  readonly memory: number;
  readonly heartbeat: number;
  /** Whether it had been ready since it was started. */
  readonly wasReady: boolean;
}

/** V8 ends a process without memory by SIGABRT; a program in between makes a code of a signal. */
const ABORTED = 128 + 6;

/** Why a host ended that nobody asked to, with the plugin's name and what to do next. */
export function explainExit(
  { code, signal, reason }: ProcessExit,
  context: ExitContext,
): BackendError {
  const { plugin } = context;
  const explain = (problem: Problem) =>
    new BackendError(problem.code, `The process of ${plugin} ${problem.what}`, {
      hint: problem.hint,
      plugin,
    });
  if (reason === "memory" || signal === "SIGABRT" || code === ABORTED) {
    return explain({
      code: "SUPERVISE_HOST_MEMORY",
      what: `needed more memory than its ${Math.round(context.memory / 1e6)} MB.`,
      hint: "Set a higher `isolation.memory` on its entry, or look for the leak: see its last lines in the log.",
    });
  }
  if (reason === "heartbeat") {
    return explain({
      code: "SUPERVISE_HOST_SILENT",
      what: `gave no sign of life for ${context.heartbeat / 1000} s and was ended.`,
      hint: "Something in the plugin blocks it, such as an endless loop. Set a longer `isolation.heartbeat` where it only computes for long.",
    });
  }
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  if (context.wasReady) {
    return explain({
      code: "SUPERVISE_HOST_EXITED",
      what: `ended ${how}.`,
      hint: "Its last lines in the log say why.",
    });
  }
  return explain({
    code: "SUPERVISE_HOST_NEVER_READY",
    what: `ended ${how} before it was ready.`,
    hint: "Its last lines in the log say why. A plugin must not end its process.",
  });
}

/** A host that is neither ready nor gone when its time is over. */
export function neverReady(plugin: string, deadlineMs: number): BackendError {
  return new BackendError(
    "SUPERVISE_HOST_DEADLINE",
    `The process of ${plugin} was not ready after ${deadlineMs / 1000} s.`,
    {
      hint: "Set a longer `backend.startup.deadline`, or see the plugin's lines in the log.",
      plugin,
    },
  );
}

interface Problem {
  readonly code: BackendErrorCode;
  readonly what: string;
  readonly hint: string;
}
