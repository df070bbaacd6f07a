import { homedir } from "node:os";
import { planPortal } from "@flyloft/backend";
import { readPipelineOptions } from "./readPipelineOptions.ts";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatPlan } from "../output/formatPlan.ts";

/** `flyloft plan`: prints what a start would do. */
export async function plan({ options, output }: Invocation): Promise<number> {
  const planned = await planPortal({
    ...readPipelineOptions(options),
    cwd: process.cwd(),
    env: process.env,
    homeDir: homedir(),
  });
  output.tell(planned, () => [formatPlan(planned)]);
  return planned.plugins.some(
    ({ action, required }) => action === "fail" && required,
  )
    ? EXIT.failed
    : EXIT.done;
}
