import { spawn } from "node:child_process";

export interface TimedRun {
  /** From the start of the process to its end, in milliseconds. */
  readonly milliseconds: number;
  readonly output: string;
}

/** Runs a command to its end. Throws with what it printed where it fails. */
export function runTimed(
  command: string,
  args: readonly string[],
): Promise<TimedRun> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) => {
      const milliseconds = performance.now() - startedAt;
      if (code === 0) resolve({ milliseconds, output });
      else reject(new Error(`${command} ended with ${code}: ${errors}`));
    });
  });
}
