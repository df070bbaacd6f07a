import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type {
  FailedMessage,
  FromBackend,
  ReadyMessage,
  ToBackend,
} from "./messages.ts";

/** How long a process may take to end before it is killed. */
const KILL_AFTER_MS = 12_000;

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A backend process, from its start to its exit. */
export class BackendProcess {
  readonly #child: ChildProcess;
  /** Resolves once, however the process ends. */
  readonly exited: Promise<ProcessExit>;
  /** The first thing that the process said, or undefined where it ended without a word. */
  readonly answered: Promise<ReadyMessage | FailedMessage | undefined>;

  constructor() {
    const entry = fileURLToPath(
      import.meta.resolve("@flyloft/backend/backend-process"),
    );
    this.#child = fork(entry, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      serialization: "advanced",
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    const message = new Promise<FromBackend>((resolve) => {
      this.#child.once("message", (said) => resolve(said as FromBackend));
    });
    this.answered = Promise.race([message, this.exited.then(() => undefined)]);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToBackend): void {
    // A process that is ending may be gone before the message reaches it; `exited` tells that.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Asks the process to end, kills it where it doesn't, and resolves when it is gone. */
  async stop(): Promise<ProcessExit> {
    this.send({ type: "stop" });
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), KILL_AFTER_MS);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }
}
