import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";

// After a container restarts, the new process often has the old one's pid; the token tells them apart.
const processToken = randomBytes(6).toString("hex");
const host = encodeURIComponent(hostname()).replaceAll(".", "-");
const FOREIGN_AGE_MS = 24 * 60 * 60 * 1000;

/** A fresh folder of one attempt: `<host>.<pid>.<process>.<attempt>`. */
export async function createStagingDir(root: string): Promise<string> {
  const attempt = randomBytes(6).toString("hex");
  const name = [host, process.pid, processToken, attempt].join(".");
  const dir = path.join(root, name);
  await mkdir(dir, { recursive: true });
  return dir;
}

/**
 * Removes what killed processes left. Folders of living processes stay; those of other machines, whose processes can't
 * be asked, stay for a day.
 */
export async function sweepStaging(root: string): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    if (await isAbandoned(root, name)) {
      await rm(path.join(root, name), { recursive: true, force: true });
    }
  }
}

async function isAbandoned(root: string, name: string): Promise<boolean> {
  const [machine, pid, token] = name.split(".");
  if (machine === host) {
    if (Number(pid) === process.pid) return token !== processToken;
    return !isAlive(Number(pid));
  }
  const stats = await stat(path.join(root, name)).catch(() => undefined);
  return stats !== undefined && Date.now() - stats.mtimeMs > FOREIGN_AGE_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
