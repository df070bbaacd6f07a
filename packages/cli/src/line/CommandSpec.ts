import type { Output } from "../output/Output.ts";
import type { Completes, OptionName, OptionValues } from "./options.ts";

/** What the command line asks for, once it is understood. */
export interface Invocation {
  readonly operands: readonly string[];
  readonly options: OptionValues;
  readonly output: Output;
}

/** Does what a command is for. Resolves to the exit code; what it throws is told by {@link Output.fail}. */
export type Run = (invocation: Invocation) => Promise<number>;

export interface OperandSpec {
  readonly name: string;
  readonly summary: string;
  readonly isOptional?: true;
  /** It takes all that follow. */
  readonly isRest?: true;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

/** Groups of commands that read no configuration of a portal. */
const ELSEWHERE: ReadonlySet<CommandSpec["group"]> = new Set([
  "publish",
  "shell",
]);

/** One row of the command table: parsing, help, completion and docs/cli.md are made from it. */
export interface CommandSpec {
  /** One word, or two: `plugin create`. */
  readonly name: string;
  readonly group: "portal" | "change" | "look" | "publish" | "shell";
  readonly summary: string;
  readonly operands: readonly OperandSpec[];
  /** Of its own; those that all have, and those of commands that ask a portal, are added. */
  readonly options: readonly OptionName[];
  /** It asks a portal that runs, here or at `--url`. */
  readonly asksPortal: boolean;
  readonly details?: readonly string[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Its code, loaded when it is needed. */
  load(): Promise<Run>;
}

/** Every option that the command takes, in the order of help. */
export function optionsOf(spec: CommandSpec): readonly OptionName[] {
  return [
    ...spec.options,
    ...(ELSEWHERE.has(spec.group) ? [] : (["config"] as const)),
    ...(spec.asksPortal ? (["url", "token-file"] as const) : []),
    "json",
    "no-color",
    "help",
  ];
}
