import { homedir } from "node:os";
import { examinePackage } from "@flyloft/backend";
import { formatDiagnosis } from "./formatDiagnosis.ts";
import { formatError } from "./formatError.ts";
import type { DoctorCommand } from "./parseArguments.ts";

/** `flyloft doctor`: prints what became of the package and resolves to the exit code. */
export async function doctor(command: DoctorCommand): Promise<number> {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => ending.abort());
  }
  try {
    const diagnosis = await examinePackage({
      ...command,
      cwd: process.cwd(),
      env: process.env,
      homeDir: homedir(),
      signal: ending.signal,
      onEvent: () => undefined,
    });
    process.stdout.write(
      command.json
        ? `${JSON.stringify(diagnosis, null, 2)}\n`
        : formatDiagnosis(diagnosis),
    );
    return diagnosis.verdict === "does not run" ? 1 : 0;
  } catch (error) {
    if (ending.signal.aborted) return 130;
    process.stderr.write(`${formatError(error)}\n`);
    return 1;
  }
}
