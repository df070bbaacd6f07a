import { homedir } from "node:os";
import { examinePackage } from "@flyloft/backend";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatDiagnosis } from "../output/formatDiagnosis.ts";

const INTERRUPTED = 130;

/** `flyloft doctor`: prints what became of the package. */
export async function doctor(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => ending.abort());
  }
  try {
    const diagnosis = await examinePackage({
      reference: operands[0] ?? "",
      companions: options.with ?? [],
      configFiles: options.config ?? [],
      cwd: process.cwd(),
      env: process.env,
      homeDir: homedir(),
      signal: ending.signal,
      onEvent: () => undefined,
    });
    output.tell(diagnosis, () => [formatDiagnosis(diagnosis)]);
    return diagnosis.verdict === "does not run" ? EXIT.failed : EXIT.done;
  } catch (error) {
    if (ending.signal.aborted) return INTERRUPTED;
    throw error;
  }
}
