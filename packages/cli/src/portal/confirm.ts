import { createInterface } from "node:readline/promises";
import { CommandError } from "../errors.ts";
import type { Output } from "../output/Output.ts";

/**
 * Asks in the terminal. Where there is none, or a program reads, the command line itself is the answer, unless something
 * would be lost.
 *
 * @throws CommandError `COMMAND_DECLINED`, `COMMAND_UNCONFIRMED`
 */
export async function confirm(
  question: string,
  { loses, output }: { readonly loses: boolean; readonly output: Output },
): Promise<void> {
  const hasTerminal = process.stdin.isTTY && process.stderr.isTTY;
  if (output.isJson || !hasTerminal) {
    if (!loses) return;
    throw new CommandError(
      "COMMAND_UNCONFIRMED",
      "This loses data, and there is nobody to ask.",
      { hint: "Say --yes if you mean it." },
    );
  }
  const prompt = createInterface({
    input: process.stdin,
    output: process.stderr,
  });
  try {
    const closed = new Promise<string>((resolve) =>
      prompt.once("close", () => resolve("")),
    );
    const answer = await Promise.race([
      prompt.question(`${question} [y/N] `),
      closed,
    ]);
    if (/^y(?:es)?$/i.test(answer.trim())) return;
  } finally {
    prompt.close();
  }
  throw new CommandError("COMMAND_DECLINED", "Nothing was changed.", {
    hint: "Answer y to go ahead.",
  });
}
