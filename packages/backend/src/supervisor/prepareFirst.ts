import type { BackendError } from "../errors.ts";
import type { Generation } from "./Generation.ts";
import { leaveOut } from "./leaveOut.ts";
import type { RunningGeneration } from "./RunningGeneration.ts";

interface Attempt {
  readonly generation: Generation;
  /** Plugins one after the other, each told before its turn. */
  readonly careful: boolean;
}

/**
 * Makes the portal's first generation ready, without the plugins that end or block the process that all share: it is
 * started again one plugin after the other, and the one whose turn it was when the process ended is left out.
 *
 * @throws BackendError where the process ends for another reason
 */
export async function prepareFirst(
  generation: Generation,
  start: (attempt: Attempt) => Promise<RunningGeneration>,
): Promise<RunningGeneration> {
  let attempt: Attempt = { generation, careful: false };
  for (;;) {
    const running = await start(attempt);
    try {
      await running.prepare();
      return running;
    } catch (error) {
      await running.stop();
      if (!isEarlyExit(error)) throw error;
      attempt = nextAttempt(attempt, running.turn, error);
    }
  }
}

function isEarlyExit(error: unknown): error is BackendError {
  return (error as Partial<BackendError>).code === "SUPERVISE_EXITED_EARLY";
}

function nextAttempt(
  { generation, careful }: Attempt,
  turn: string | undefined,
  error: BackendError,
): Attempt {
  if (!careful) return { generation, careful: true };
  const isPlugin = generation.plugins.some(
    ({ report, dir }) => dir && report.name === turn,
  );
  if (turn === undefined || !isPlugin) throw error;
  return { generation: leaveOut(generation, turn), careful };
}
