import { COMMANDS } from "../commands/commands.ts";
import { formatCommandHelp } from "./formatHelp.ts";

/** The part of docs/cli.md that is made from the command table. */
export function formatReference(): string {
  return COMMANDS.map(
    (spec) =>
      `### flyloft ${spec.name}\n\n\`\`\`text\n${formatCommandHelp(spec)}\`\`\`\n`,
  ).join("\n");
}
