import { homedir } from "node:os";
import { startPortal } from "@flyloft/backend";
import { formatError } from "./formatError.ts";
import type { Command } from "./parseArguments.ts";
import { Progress } from "./Progress.ts";
import { summarize } from "./summarize.ts";

/** `flyloft start`: resolves to the exit code when the portal has ended. */
export async function start(
  command: Extract<Command, { name: "start" | "plan" }>,
): Promise<number> {
  const progress = new Progress({
    isInteractive: Boolean(process.stdout.isTTY) && !process.env["CI"],
    columns: process.stdout.columns ?? 80,
    write: (text) => void process.stdout.write(text),
  });
  const asked = untilAsked();
  const ending = new AbortController();
  void asked.then(() => ending.abort());
  try {
    const portal = await startPortal({
      ...command,
      cwd: process.cwd(),
      env: process.env,
      homeDir: homedir(),
      signal: ending.signal,
      onEvent: progress.onEvent,
    });
    process.stdout.write(summarize(portal));
    const first = await Promise.race([asked, portal.exited]);
    if (first === "asked") {
      await portal.stop();
      return 0;
    }
    process.stderr.write(
      `The backend process ended with ${first.signal ?? `code ${first.code}`}.\n`,
    );
    return 1;
  } catch (error) {
    if (ending.signal.aborted) return 0;
    process.stderr.write(`${formatError(error)}\n`);
    return 1;
  }
}

/** Resolves with the first Ctrl-C or SIGTERM; a second one ends at once. */
function untilAsked(): Promise<"asked"> {
  return new Promise((resolve) => {
    let times = 0;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        times += 1;
        if (times > 1) process.exit(130);
        resolve("asked");
      });
    }
  });
}
