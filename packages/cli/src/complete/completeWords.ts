import { COMMANDS, findCommand } from "../commands/commands.ts";
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
  const [name, ...given] = operands;
  const spec = name === undefined ? undefined : findCommand(name);
  if (current.startsWith("-"))
    return filter(offerOptions(spec, before), current);
  if (name === undefined) {
    const help = { value: "help", summary: "of a command" };
    return filter([...COMMANDS.map(toCandidate), help], current);
  }
  if (name === "help") {
    return given.length === 0 ? filter(COMMANDS.map(toCandidate), current) : [];
  }
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

function toCandidate({ name, summary }: CommandSpec): Candidate {
  return { value: name, summary };
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
