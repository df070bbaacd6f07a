import { spawn } from "node:child_process";
import path from "node:path";

const ENTRY = path.resolve(import.meta.dirname, "../src/flyloft.ts");

/** `flyloft` from its sources, as arguments of Node. */
export const COMMAND = [
  "--conditions=flyloft-source",
  "--disable-warning=ExperimentalWarning",
  ENTRY,
];

export interface CommandRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real `flyloft` from its sources to its end, in a folder that is its home as well. */
export async function runCommand(
  folder: string,
  ...args: readonly string[]
): Promise<CommandRun> {
  const child = spawn(process.execPath, [...COMMAND, ...args], {
    cwd: folder,
    env: { ...process.env, HOME: folder, LOG_LEVEL: "warn" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) =>
    child.once("close", resolve),
  );
  return { code, stdout, stderr };
}
