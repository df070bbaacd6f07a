import { readFileSync, readdirSync } from "node:fs";

/** The kernel counts for programs in hundredths of a second. */
const TICK_MS = 10;

/**
 * What a process and all that it started have computed so far, in milliseconds. What ended isn't counted. Linux only.
 */
export function readCpuTime(pid: number): number {
  try {
    return ownTime(pid) + sum(childrenOf(pid).map(readCpuTime));
  } catch {
    return 0;
  }
}

function ownTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name before may hold anything. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0] = fields.slice(11, 13).map(Number);
  return (user + system) * TICK_MS;
}

function sum(times: readonly number[]): number {
  return times.reduce((total, time) => total + time, 0);
}

function childrenOf(pid: number): number[] {
  const threads = `/proc/${pid}/task`;
  return readdirSync(threads).flatMap((thread) =>
    readFileSync(`${threads}/${thread}/children`, "latin1")
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );
}
