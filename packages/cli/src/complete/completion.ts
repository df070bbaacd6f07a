import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { COMPLETION_SCRIPTS } from "./completionScripts.ts";

/** `flyloft completion`: prints the script for a shell. */
export function completion({ operands, output }: Invocation): Promise<number> {
  const script =
    COMPLETION_SCRIPTS[operands[0] as keyof typeof COMPLETION_SCRIPTS];
  output.tell({ script }, () => [script]);
  return Promise.resolve(EXIT.done);
}
