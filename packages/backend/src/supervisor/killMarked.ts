import { readFile, readdir } from "node:fs/promises";

/** A process that starts others while it is looked for needs another look. */
const MOST_LOOKS = 10;

/**
 * Kills all processes of this user that have `name=value` in the environment they were started with, and tells how many
 * there were. Does nothing where the system has no `/proc`.
 */
export async function killMarked(name: string, value: string): Promise<number> {
  const killed = new Set<number>();
  for (let look = 0; look < MOST_LOOKS; look++) {
    const found = await findMarked(`${name}=${value}`);
    if (found.length === 0) break;
    for (const pid of found) if (kill(pid)) killed.add(pid);
  }
  return killed.size;
}

async function findMarked(mark: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      if (pid === process.pid) return false;
      // Other users' can't be read, and those that ended are empty.
      const environ = await readFile(`/proc/${pid}/environ`, "latin1").catch(
        () => "",
      );
      return environ.split("\0").includes(mark);
    }),
  );
  return pids.filter((_pid, index) => marked[index]);
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
