import type { CommandSpec } from "../line/CommandSpec.ts";
import { changeCommands } from "./changeCommands.ts";
import { lookCommands } from "./lookCommands.ts";
import { pluginCommands } from "./pluginCommands.ts";
import { portalCommands } from "./portalCommands.ts";
import { settingsCommand } from "./settingsCommand.ts";
import { signCommands } from "./signCommands.ts";

/** Every command, in the order of help. */
export const COMMANDS: readonly CommandSpec[] = [
  ...portalCommands,
  ...changeCommands,
  settingsCommand,
  ...lookCommands,
  ...pluginCommands,
  ...signCommands,
];

export function findCommand(name: string): CommandSpec | undefined {
  return COMMANDS.find((spec) => spec.name === name);
}

/** The second words of commands that begin with this one; empty where it is a command by itself, or none. */
export function secondWords(first: string): readonly string[] {
  const prefix = `${first} `;
  return COMMANDS.filter(({ name }) => name.startsWith(prefix)).map(
    ({ name }) => name.slice(prefix.length),
  );
}

/** The name of the command in front, of one word or two, and what follows it. */
export function splitName(
  words: readonly string[],
): readonly [name: string | undefined, rest: readonly string[]] {
  const [first, second, ...rest] = words;
  if (first === undefined) return [undefined, []];
  const isTwo = second !== undefined && secondWords(first).length > 0;
  return isTwo ? [`${first} ${second}`, rest] : [first, words.slice(1)];
}
