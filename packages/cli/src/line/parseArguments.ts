import { parseArgs } from "node:util";
import { nearestName } from "@flyloft/plugin-core";
import {
  COMMANDS,
  findCommand,
  secondWords,
  splitName,
} from "../commands/commands.ts";
import {
  type CommandSpec,
  type OperandSpec,
  optionsOf,
} from "./CommandSpec.ts";
import {
  OPTIONS,
  type OptionName,
  type OptionValues,
  isOptionName,
  optionSpec,
} from "./options.ts";

/** What the command line asks for. */
export type Parsed =
  | {
      readonly kind: "run";
      readonly spec: CommandSpec;
      readonly operands: readonly string[];
      readonly options: OptionValues;
    }
  /** Of one command, or of all. */
  | { readonly kind: "help"; readonly spec: CommandSpec | undefined }
  | {
      readonly kind: "mistake";
      readonly message: string;
      readonly spec: CommandSpec | undefined;
    };

/** Reads the arguments after `flyloft`. Pure. */
export function parseArguments(args: readonly string[]): Parsed {
  let parsed: { values: OptionValues; positionals: readonly string[] };
  try {
    parsed = parseStrictly(args);
  } catch (error) {
    return mistake(explain(error as Error));
  }
  const { values, positionals } = parsed;
  const [first, ...rest] = positionals;
  const isHelp = first === "help";
  const [name, operands] = splitName(isHelp ? rest : positionals);
  if (name === undefined) return { kind: "help", spec: undefined };
  const spec = findCommand(name);
  const asksHelp = isHelp || values.help === true;
  if (!spec && !(asksHelp && secondWords(name).length > 0)) {
    return mistake(explainUnknown(name));
  }
  if (!spec || asksHelp) return { kind: "help", spec };
  const wrong = judgeOptions(spec, values) ?? judgeOperands(spec, operands);
  return wrong === undefined
    ? { kind: "run", spec, operands, options: values }
    : mistake(wrong, spec);
}

function explainUnknown(name: string): string {
  const seconds = secondWords(name);
  if (seconds.length > 0) return `${name} needs one of ${seconds.join(", ")}.`;
  return `There is no command '${name}'.${hint(name)}`;
}

function judgeOptions(
  spec: CommandSpec,
  values: OptionValues,
): string | undefined {
  const taken = optionsOf(spec);
  for (const name of Object.keys(values) as OptionName[]) {
    if (!taken.includes(name)) return `${spec.name} takes no --${name}.`;
    const { choices } = optionSpec(name);
    const given = values[name];
    const wrong = [given].flat().find((value) => {
      return typeof value === "string" && choices?.includes(value) === false;
    });
    if (wrong !== undefined) {
      return `--${name} takes ${choices?.join(", ")}, not '${String(wrong)}'.`;
    }
  }
  return judgeNumbers(values);
}

/** The least that an option with a number takes, and the most. */
const NUMBERS = {
  before: [1, Number.MAX_SAFE_INTEGER],
  limit: [1, 500],
  port: [1, 65_535],
} as const;

function judgeNumbers(values: OptionValues): string | undefined {
  for (const name of ["before", "limit", "port"] as const) {
    const given = values[name];
    if (given === undefined) continue;
    const [least, most] = NUMBERS[name];
    if (!/^\d+$/.test(given) || Number(given) < least || Number(given) > most) {
      const range =
        name === "before" ? `from ${least} on` : `from ${least} to ${most}`;
      return `--${name} takes a number ${range}, not '${given}'.`;
    }
  }
  return undefined;
}

function judgeOperands(
  { name, operands: specs }: CommandSpec,
  operands: readonly string[],
): string | undefined {
  const missing = specs[operands.length];
  if (missing && !missing.isOptional) {
    return `${name} needs <${missing.name}>: ${missing.summary}.`;
  }
  for (const [index, operand] of operands.entries()) {
    const spec: OperandSpec | undefined =
      specs[index] ?? specs.findLast(({ isRest }) => isRest);
    if (!spec) return `'${operand}' is not understood.`;
    const { choices } = spec;
    if (choices && !choices.includes(operand)) {
      return `${name} takes ${choices.join(", ")} here, not '${operand}'.`;
    }
  }
  return undefined;
}

function mistake(message: string, spec?: CommandSpec): Parsed {
  return { kind: "mistake", message, spec };
}

function hint(name: string): string {
  const known = [...COMMANDS.map((spec) => spec.name), "help"];
  const nearest = nearestName(name, known);
  return nearest ? ` Did you mean '${nearest}'?` : "";
}

/** Node's message names the option, and goes on with what doesn't help here. */
function explain({ message }: Error): string {
  const [, unknown] = /^Unknown option '(?:--?)([^']+)'/.exec(message) ?? [];
  if (unknown === undefined) return message;
  const nearest = nearestName(unknown, Object.keys(OPTIONS));
  const dashes = unknown.length === 1 ? "-" : "--";
  return `Unknown option '${dashes}${unknown}'.${nearest && unknown.length > 1 ? ` Did you mean '--${nearest}'?` : ""}`;
}

const PARSED_OPTIONS = Object.fromEntries(
  Object.keys(OPTIONS)
    .filter(isOptionName)
    .map((name) => {
      const { short, value, multiple = false } = optionSpec(name);
      const type = value === undefined ? "boolean" : "string";
      return [name, { type, multiple, ...(short && { short }) } as const];
    }),
);

function parseStrictly(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: PARSED_OPTIONS,
  });
  return { values: values as OptionValues, positionals };
}
