import {
  COMMANDS,
  findCommand,
  secondWords,
  splitName,
} from "../commands/commands.ts";
import { type CommandSpec, optionsOf } from "../line/CommandSpec.ts";
import {
  type Completes,
  OPTIONS,
  isOptionName,
  optionSpec,
} from "../line/options.ts";

/** What may stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  readonly summary?: string | undefined;
}

/** Names that a running portal knows. */
export interface Names {
  (kind: Completes, words: readonly string[]): Promise<readonly Candidate[]>;
}

/** Tells the shell to offer files. */
const FILES: Candidate = { value: ":files" };

/** What may stand in place of the last word, which may be empty. `words` are those after `flyloft`. */
export async function completeWords(
  words: readonly string[],
  names: Names,
): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const waiting = optionBefore(before.at(-1));
  if (waiting) {
    const { choices, suggestions = [], completes } = optionSpec(waiting);
    const fixed = [...(choices ?? suggestions)].map((value) => ({ value }));
    return filter([...fixed, ...(await offer(completes, []))], current);
  }
  const operands = operandsOf(before);
  const isHelp = operands[0] === "help";
  const named = isHelp ? operands.slice(1) : operands;
  const [name, given] = splitName(named);
  const spec = name === undefined ? undefined : findCommand(name);
  if (current.startsWith("-"))
    return filter(offerOptions(spec, before), current);
  if (name === undefined) {
    const help = { value: "help", summary: "of a command" };
    return filter([...firstWords(), ...(isHelp ? [] : [help])], current);
  }
  const seconds = given.length === 0 ? secondWords(name) : [];
  if (seconds.length > 0) {
    return filter(
      seconds.map((value) => ({
        value,
        summary: findCommand(`${name} ${value}`)?.summary,
      })),
      current,
    );
  }
  if (isHelp) return [];
  return spec ? filter(await offerOperand(spec, given), current) : [];

  async function offer(
    completes: Completes | undefined,
    operands: readonly string[],
  ): Promise<readonly Candidate[]> {
    if (completes === undefined) return [];
    if (completes === "file") return [FILES];
    return names(completes, operands);
  }

  function offerOperand(
    { operands: specs }: CommandSpec,
    before: readonly string[],
  ): Promise<readonly Candidate[]> | readonly Candidate[] {
    const operand =
      specs[before.length] ?? specs.findLast(({ isRest }) => isRest);
    if (operand?.choices) return operand.choices.map((value) => ({ value }));
    return offer(operand?.completes, before);
  }
}

/** Commands of two words are offered one word at a time. */
function firstWords(): readonly Candidate[] {
  const words = new Map<string, Candidate>();
  for (const { name, summary } of COMMANDS) {
    const [value = "", second] = name.split(" ");
    const told = second === undefined ? summary : secondWords(value).join(", ");
    words.set(value, { value, summary: told });
  }
  return [...words.values()];
}

/** The option whose value comes next, if that is so. */
function optionBefore(
  word: string | undefined,
): keyof typeof OPTIONS | undefined {
  const found = Object.keys(OPTIONS)
    .filter(isOptionName)
    .find((name) => {
      const { short } = optionSpec(name);
      return word === `--${name}` || (short && word === `-${short}`);
    });
  return found && optionSpec(found).value !== undefined ? found : undefined;
}

function operandsOf(words: readonly string[]): string[] {
  return words.filter(
    (word, index) => !word.startsWith("-") && !optionBefore(words[index - 1]),
  );
}

function offerOptions(
  spec: CommandSpec | undefined,
  before: readonly string[],
): readonly Candidate[] {
  const names = spec
    ? optionsOf(spec)
    : (["config", "no-color", "help"] as const);
  return names
    .filter(
      (name) => optionSpec(name).multiple || !before.includes(`--${name}`),
    )
    .map((name) => ({ value: `--${name}`, summary: optionSpec(name).summary }));
}

function filter(
  candidates: readonly Candidate[],
  current: string,
): readonly Candidate[] {
  return candidates.filter(
    (candidate) => candidate === FILES || candidate.value.startsWith(current),
  );
}
