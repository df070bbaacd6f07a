import { type ChildProcess, spawn } from "node:child_process";
import { findBinary } from "./findBinary.ts";

export interface ProcessOptions {
  /** For messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** A line of its output that says that it answers. */
  readonly ready: RegExp;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** The user to run as; only root can ask for another one. */
  readonly uid?: number;
  readonly gid?: number;
  /** Milliseconds until it must be ready; 60,000 where left out. */
  readonly timeout?: number;
  readonly stopSignal?: NodeJS.Signals;
}

export interface RunningProcess {
  readonly pid: number;
  /** What `ready` matched. */
  readonly ready: RegExpExecArray;
  /** The last lines of its output. */
  log(): string;
  /** Ends its process group and waits until it is gone; kills it after five seconds. May be called twice. */
  stop(): Promise<void>;
}

const LOG_LIMIT = 64 * 1024;

/**
 * Starts a server in a process group of its own and waits until it says that it is ready. Throws with the end of its
 * log where it doesn't come up. It ends when its caller ends, however that happens.
 */
export async function startProcess(
  options: ProcessOptions,
): Promise<RunningProcess> {
  const child = spawnBound(options);
  const output = keepOutput(child);
  const killNow = () => signalGroup(child, "SIGKILL");
  process.once("exit", killNow);
  const stop = async () => {
    await endGroup(child, options.stopSignal ?? "SIGTERM");
    process.off("exit", killNow);
  };
  try {
    const ready = await waitUntilReady(child, output, options);
    return { pid: child.pid ?? 0, ready, log: output.tail, stop };
  } catch (cause) {
    await stop();
    throw new Error(
      `${options.name} did not start: ${(cause as Error).message}\n${output.tail()}`,
      { cause },
    );
  }
}

/** On Linux `setpriv` makes the kernel end the server when this process dies, also by SIGKILL. */
function spawnBound(options: ProcessOptions): ChildProcess {
  const { command, args, env, cwd, uid, gid } = options;
  const user =
    uid === undefined
      ? []
      : [`--reuid=${uid}`, `--regid=${gid ?? uid}`, "--clear-groups"];
  const bound =
    process.platform === "linux"
      ? [findBinary("util-linux", "setpriv"), "--pdeathsig=TERM", ...user, "--"]
      : [];
  const [file = command, ...rest] = [...bound, command, ...args];
  return spawn(file, rest, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: env ?? process.env,
    cwd,
  });
}

interface Output {
  tail(): string;
  onChange(listener: () => void): void;
}

function keepOutput(child: ChildProcess): Output {
  let text = "";
  const listeners: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-LOG_LIMIT);
      for (const listener of listeners) listener();
    });
  }
  return {
    tail: () => text.split("\n").slice(-40).join("\n"),
    onChange: (listener) => void listeners.push(listener),
  };
}

function waitUntilReady(
  child: ChildProcess,
  output: Output,
  { ready, timeout = 60_000 }: ProcessOptions,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready after ${timeout} ms`)),
      timeout,
    );
    const settle = () => clearTimeout(timer);
    output.onChange(() => {
      const match = ready.exec(output.tail());
      if (match) resolve((settle(), match));
    });
    child.once("error", (error) => reject((settle(), error)));
    child.once("close", (code, signal) =>
      reject((settle(), new Error(`it ended with ${signal ?? code}`))),
    );
  });
}

async function endGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (child.pid === undefined) return;
  const closed = new Promise<void>((resolve) =>
    child.once("exit", () => resolve()),
  );
  signalGroup(child, signal);
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), 5_000);
  await closed;
  clearTimeout(timer);
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
