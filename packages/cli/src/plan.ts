import { homedir } from "node:os";
import { planPortal } from "@flyloft/backend";
import { formatError } from "./formatError.ts";
import { formatPlan } from "./formatPlan.ts";
import type { PipelineCommand } from "./parseArguments.ts";

/** `flyloft plan`: prints what a start would do and resolves to the exit code. */
export async function plan(command: PipelineCommand): Promise<number> {
  try {
    const planned = await planPortal({
      ...command,
      cwd: process.cwd(),
      env: process.env,
      homeDir: homedir(),
    });
    process.stdout.write(
      command.json
        ? `${JSON.stringify(planned, null, 2)}\n`
        : formatPlan(planned),
    );
    return planned.plugins.some(
      ({ action, required }) => action === "fail" && required,
    )
      ? 1
      : 0;
  } catch (error) {
    process.stderr.write(`${formatError(error)}\n`);
    return 1;
  }
}
