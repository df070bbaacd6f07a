import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findBinary } from "./findBinary.ts";
import { makeTempFolder } from "./makeTempFolder.ts";

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

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly pid: number;
  /** What `ready` matched. */
  readonly ready: RegExpExecArray;
  /** How it ends, whoever ends it. */
  readonly exited: Promise<ProcessEnd>;
  /** The last lines of its output. */
  log(): string;
  /** Ends its process group and waits until it is gone; kills it after five seconds. May be called twice. */
  stop(): Promise<void>;
}

const LOG_LIMIT = 64 * 1024;
const LOOK_EVERY_MS = 20;

/**
 * Starts a server in a process group of its own and waits until it says that it is ready. Throws with the end of its
 * log where it doesn't come up. It ends when its caller ends, however that happens. Its output goes to a file: a pipe
 * would fill up and stop it while its caller is busy.
 */
export async function startProcess(
  options: ProcessOptions,
): Promise<RunningProcess> {
  const folder = makeTempFolder("log");
  const logFile = path.join(folder.path, "log");
  const log = () => readTail(logFile);
  const child = spawnBound(options, logFile);
  const exited = new Promise<ProcessEnd>((resolve) =>
    child.once("exit", (code, signal) => resolve({ code, signal })),
  );
  const killNow = () => signalGroup(child, "SIGKILL");
  process.once("exit", killNow);
  const stop = async () => {
    await endGroup(child, options.stopSignal ?? "SIGTERM");
    process.off("exit", killNow);
    folder.remove();
  };
  try {
    const ready = await waitUntilReady(child, log, options);
    return { pid: child.pid ?? 0, ready, exited, log, stop };
  } catch (cause) {
    const tail = log();
    await stop();
    throw new Error(
      `${options.name} did not start: ${(cause as Error).message}\n${tail}`,
      { cause },
    );
  }
}

/** On Linux `setpriv` makes the kernel end the server when this process dies, also by SIGKILL. */
function spawnBound(options: ProcessOptions, logFile: string): ChildProcess {
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
  const output = openSync(logFile, "a");
  try {
    return spawn(file, rest, {
      detached: true,
      stdio: ["ignore", output, output],
      env: env ?? process.env,
      cwd,
    });
  } finally {
    closeSync(output);
  }
}

/** Empty once the server is stopped. */
function readTail(logFile: string): string {
  if (!existsSync(logFile)) return "";
  const text = readFileSync(logFile, "utf8").slice(-LOG_LIMIT);
  return text.split("\n").slice(-40).join("\n");
}

async function waitUntilReady(
  child: ChildProcess,
  log: () => string,
  { ready, timeout = 60_000 }: ProcessOptions,
): Promise<RegExpExecArray> {
  let failure: Error | undefined;
  child.once("error", (error) => (failure = error));
  child.once("exit", (code, signal) => {
    failure ??= new Error(`it ended with ${signal ?? code}`);
  });
  const deadline = Date.now() + timeout;
  for (;;) {
    const match = ready.exec(log());
    if (match) return match;
    if (failure) throw failure;
    if (Date.now() > deadline) throw new Error(`not ready after ${timeout} ms`);
    await sleep(LOOK_EVERY_MS);
  }
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
