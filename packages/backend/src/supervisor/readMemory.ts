import { readFileSync, readdirSync } from "node:fs";

/**
 * Resident memory of a process and of all that it started, in bytes; undefined where the process is gone or the system
 * has no `/proc`. What they share is counted for each. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function readMemory(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes === undefined) return undefined;
    return childrenOf(pid).reduce(
      (sum, child) => sum + (readMemory(child) ?? 0),
      Number(kilobytes) * 1024,
    );
  } catch {
    return undefined;
  }
}

/** Each thread has its own list of them. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => {
      try {
        const list = `/proc/${pid}/task/${thread}/children`;
        return readFileSync(list, "latin1").split(" ").filter(Boolean);
      } catch {
        // The thread is gone, or the kernel keeps no such list.
        return [];
      }
    })
    .map(Number);
}
