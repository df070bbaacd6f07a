import { homedir } from "node:os";
import { type PortalEvent, startPortal } from "@flyloft/backend";
import type { PipelineEvent } from "@flyloft/installer";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { describeEvent } from "../output/describeEvent.ts";
import { Progress } from "../output/Progress.ts";
import { summarize, summarizeAsData } from "../output/summarize.ts";
import { readPipelineOptions } from "./readPipelineOptions.ts";

/** `flyloft start`: resolves to the exit code when the portal has ended. */
export async function start(invocation: Invocation): Promise<number> {
  const teller = invocation.output.isJson ? tellPrograms() : tellPeople();
  const asked = untilAsked();
  const ending = new AbortController();
  void asked.then(() => ending.abort());
  let isServing = false;
  try {
    const running = await startPortal(
      {
        ...readPipelineOptions(invocation.options),
        cwd: process.cwd(),
        env: process.env,
        homeDir: homedir(),
        signal: ending.signal,
        onEvent: teller.onProgress,
      },
      (event) => {
        // The first generation has a summary of its own.
        if (isServing) teller.onEvent(event);
      },
    );
    isServing = true;
    teller.onServing(running.portal.current);
    // Without a listener it opens Node's debugger, for any plugin of this user's processes.
    process.on("SIGUSR1", () => undefined);
    process.on("SIGHUP", () => void running.portal.reload("SIGHUP"));
    await asked;
    await running.stop();
    teller.onStopped();
    return EXIT.done;
  } catch (error) {
    if (ending.signal.aborted) return EXIT.done;
    throw error;
  }
}

interface Teller {
  onProgress(event: PipelineEvent): void;
  onServing(current: Parameters<typeof summarize>[0]): void;
  onEvent(event: PortalEvent): void;
  onStopped(): void;
}

function tellPeople(): Teller {
  const { stdout } = process;
  const progress = new Progress({
    isInteractive: Boolean(stdout.isTTY) && !process.env["CI"],
    columns: stdout.columns || 80,
    write: (text) => void stdout.write(text),
  });
  return {
    onProgress: progress.onEvent,
    onServing: (current) => void stdout.write(summarize(current)),
    onEvent: (event) => void stdout.write(describeEvent(event)),
    onStopped: () => undefined,
  };
}

/** One line of JSON per event. */
function tellPrograms(): Teller {
  const tell = (event: string, data: object) =>
    void process.stdout.write(`${JSON.stringify({ event, ...data })}\n`);
  return {
    onProgress(event) {
      if (event.type === "installed") {
        const { plugin, fetched, durationMs, installed } = event;
        const { facts, signer } = installed;
        const { name, version } = facts;
        const named = { plugin, name, version, ...(signer && { signer }) };
        tell("installed", { ...named, fetched, durationMs });
      } else if (event.type === "failed") {
        const { plugin, required, reason } = event;
        tell("failed", { plugin, required, reason });
      }
    },
    onServing: (current) => tell("serving", summarizeAsData(current)),
    onEvent: ({ type, ...data }) => tell(type, data),
    onStopped: () => tell("stopped", {}),
  };
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
