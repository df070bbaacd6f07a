import type { CommandSpec } from "../line/CommandSpec.ts";
import { changeCommands } from "./changeCommands.ts";
import { lookCommands } from "./lookCommands.ts";
import { portalCommands } from "./portalCommands.ts";
import { settingsCommand } from "./settingsCommand.ts";

/** Every command, in the order of help. */
export const COMMANDS: readonly CommandSpec[] = [
  ...portalCommands,
  ...changeCommands,
  settingsCommand,
  ...lookCommands,
];

export function findCommand(name: string): CommandSpec | undefined {
  return COMMANDS.find((spec) => spec.name === name);
}
