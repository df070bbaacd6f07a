import { homedir } from "node:os";
import { startPortal } from "@flyloft/backend";
import { describeEvent } from "./describeEvent.ts";
import { formatError } from "./formatError.ts";
import type { PipelineCommand } from "./parseArguments.ts";
import { Progress } from "./Progress.ts";
import { summarize } from "./summarize.ts";

/** `flyloft start`: resolves to the exit code when the portal has ended. */
export async function start(command: PipelineCommand): Promise<number> {
  const progress = new Progress({
    isInteractive: Boolean(process.stdout.isTTY) && !process.env["CI"],
    columns: process.stdout.columns ?? 80,
    write: (text) => void process.stdout.write(text),
  });
  const asked = untilAsked();
  const ending = new AbortController();
  void asked.then(() => ending.abort());
  let isServing = false;
  try {
    const running = await startPortal(
      {
        ...command,
        cwd: process.cwd(),
        env: process.env,
        homeDir: homedir(),
        signal: ending.signal,
        onEvent: progress.onEvent,
      },
      (event) => {
        // The first generation has a summary of its own.
        if (isServing) process.stdout.write(describeEvent(event));
      },
    );
    isServing = true;
    process.stdout.write(summarize(running.portal.current));
    // Without a listener it opens Node's debugger, for any plugin of this user's processes.
    process.on("SIGUSR1", () => undefined);
    process.on("SIGHUP", () => void running.portal.reload("SIGHUP"));
    await asked;
    await running.stop();
    return 0;
  } catch (error) {
    if (ending.signal.aborted) return 0;
    process.stderr.write(`${formatError(error)}\n`);
    return 1;
  }
}

/** Resolves with the first Ctrl-C or SIGTERM; a second one ends at once. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    let times = 0;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        times += 1;
        if (times > 1) process.exit(130);
        resolve();
      });
    }
  });
}
