import { readFileSync, readdirSync } from "node:fs";

export interface PortalProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * All processes that a portal in `folder` started, and what these started: each has the folder as its `HOME`. The
 * supervisor is among them.
 */
export function portalProcesses(folder: string): readonly PortalProcess[] {
  const marker = `HOME=${folder}\0`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!read(name, "environ").includes(marker)) return [];
        const command = read(name, "cmdline").replaceAll("\0", " ").trim();
        // One that ended and that nobody has waited for yet has no command.
        return command === ""
          ? []
          : [{ pid: Number(name), parent: parentOf(name), command }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

function read(pid: string, file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, "utf8");
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s*(\d+)/m.exec(read(pid, "status"))?.[1]);
}

/** Bytes of resident memory; 0 where the process is gone. */
export function readMemory(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s*(\d+)/m.exec(read(String(pid), "status"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

export function isAlive(pid: number): boolean {
  return readMemory(pid) > 0;
}
