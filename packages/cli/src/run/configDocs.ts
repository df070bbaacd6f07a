import { describeConfig } from "@flyloft/backend";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { formatConfigDocs } from "../output/formatConfigDocs.ts";

/** `flyloft config:docs`: prints a reference of the configuration. */
export async function configDocs(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [name] = operands;
  const location = { cwd: process.cwd(), configFiles: options.config ?? [] };
  const descriptions = await describeConfig(location, name);
  output.tell(descriptions, () => [formatConfigDocs(descriptions, name)]);
  return EXIT.done;
}
