import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildLimits } from "./BuildRequest.ts";

const KEPT_OUTPUT = 2000;

/** What it reads is hostile input to a compiler: it gets no variable of this process. */
export function startProcess(
  cwd: string,
  { memory }: Pick<BuildLimits, "memory">,
): ChildProcess {
  const extension = path.extname(import.meta.filename);
  const entry = new URL(`./buildProcess${extension}`, import.meta.url);
  const heap = Math.max(64, Math.floor(memory / 1024 ** 2));
  return fork(fileURLToPath(entry), {
    cwd,
    // A group of its own, so that all of it can be ended, also what it might start.
    detached: true,
    env: { NODE_ENV: "production" },
    execArgv: [
      `--max-old-space-size=${heap}`,
      ...(extension === ".ts" ? ["--conditions=flyloft-source"] : []),
    ],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "json",
  });
}

/** What the process wrote last. It has no output of its own: this is what crashed it. */
export function lastOutput(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-KEPT_OUTPUT);
    });
  }
  return () => text.trim();
}

export function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}
