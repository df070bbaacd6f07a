import { type ChildProcess, type SendHandle, spawn } from "node:child_process";
import { readMemory } from "./readMemory.ts";

/** Why a process ended that the supervisor ended itself. */
export type EndReason = "asked" | "heartbeat" | "memory";

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Undefined where it ended by itself. */
  readonly reason: EndReason | undefined;
}

export interface ProcessOptions {
  /** Absolute path of the module that it runs. */
  readonly entry: string;
  /** Flags for Node. The supervisor's own ones are left out. */
  readonly execArgv: readonly string[];
  /** A program that runs Node as its last arguments say, e.g. `prlimit` with its limits. */
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without a message after which the process is taken for stuck. Counted from its first message. */
  readonly heartbeatMs: number;
  /** Bytes of resident memory that it may have. */
  readonly memoryLimit: number | undefined;
  /** An open file that its output goes to; the supervisor's own output where left out. */
  readonly output?: number | undefined;
}

/**
 * A plugin in another process of this user may send signals. SIGUSR1 would open Node's debugger, and with it everything.
 */
const NO_DEBUGGER = process.allowedNodeEnvironmentFlags.has("--disable-sigusr1")
  ? ["--disable-sigusr1"]
  : [];

/** How often memory and heartbeat are looked at. */
const CHECK_MS = 500;

/**
 * A process of the portal in a process group of its own, from its start to the end of the whole group. One that stops
 * to send messages or takes more memory than it may is killed. What it started is killed with it.
 */
export class SupervisedProcess<Told extends object, Said> {
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  readonly #checks: NodeJS.Timeout;
  #reason: EndReason | undefined;
  #lastSign: number | undefined;
  #lastCheck = performance.now();
  /** See the options. Whoever has the process may set another one. */
  heartbeatMs: number;
  /** Hears what the process says. Whoever has the process sets it. */
  onMessage: ((message: Said) => void) | undefined;
  /** Resolves once, however the process ends, when nothing of its group is left. */
  readonly exited: Promise<ProcessExit>;

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.heartbeatMs = options.heartbeatMs;
    const command = [
      ...options.prefix,
      process.execPath,
      ...NO_DEBUGGER,
      ...options.execArgv,
      options.entry,
    ];
    const { output = "inherit" } = options;
    this.#child = spawn(command[0] ?? "", command.slice(1), {
      stdio: ["ignore", output, output, "ipc"],
      serialization: "advanced",
      env: { ...options.env },
      detached: true,
    });
    this.#child.on("message", (message) => {
      this.#lastSign = performance.now();
      this.onMessage?.(message as Said);
    });
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        clearInterval(this.#checks);
        this.#signalGroup("SIGKILL");
        resolve({ code, signal, reason: this.#reason });
      };
      this.#child.once("exit", end);
      // Where the program could not be started at all there will be no `exit`.
      this.#child.on("error", () => {
        if (this.#child.pid === undefined) end(127, null);
      });
    });
    this.#checks = setInterval(() => this.#check(), CHECK_MS);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resident memory of it and of what it started, in bytes; undefined where it ended or the system doesn't tell. */
  get memory(): number | undefined {
    return this.pid === undefined ? undefined : readMemory(this.pid);
  }

  send(message: Told, handle?: SendHandle): void {
    // A process that is ending may be gone before the message reaches it; `exited` tells that.
    if (this.#child.connected) {
      this.#child.send(message, handle, {}, () => undefined);
    }
  }

  /** Sends SIGTERM, kills the group after `graceMs`, and resolves when it is gone. */
  async stop(graceMs: number): Promise<ProcessExit> {
    this.#reason ??= "asked";
    this.#child.kill("SIGTERM");
    return this.killAfter(graceMs);
  }

  /**
   * Closes the channel, which asks the process to end, and kills the group after `graceMs`. For processes behind a program
   * that a signal would end in their place, such as bubblewrap.
   */
  async dismiss(graceMs: number): Promise<ProcessExit> {
    this.#reason ??= "asked";
    if (this.#child.connected) this.#child.disconnect();
    return this.killAfter(graceMs);
  }

  /** Waits for the process to end by itself, kills the group after `graceMs`, and resolves when it is gone. */
  async killAfter(graceMs: number): Promise<ProcessExit> {
    this.#reason ??= "asked";
    const timer = setTimeout(() => this.#signalGroup("SIGKILL"), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  #check(): void {
    const { memoryLimit } = this.#options;
    const now = performance.now();
    // Where this process itself was busy, signs of life are still to be read.
    if (now - this.#lastCheck > 2 * CHECK_MS) this.#lastSign &&= now;
    this.#lastCheck = now;
    const silentMs = now - (this.#lastSign ?? now);
    if (silentMs > this.heartbeatMs) this.#kill("heartbeat");
    if (memoryLimit && (this.memory ?? 0) > memoryLimit) this.#kill("memory");
  }

  #kill(reason: EndReason): void {
    this.#reason ??= reason;
    this.#signalGroup("SIGKILL");
  }

  /** The group has the process's own id, since it was started detached. */
  #signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nothing of the group is left.
    }
  }
}
