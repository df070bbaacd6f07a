import { EXIT } from "../line/exitCodes.ts";
import type { OptionValues } from "../line/options.ts";
import { parseArguments } from "../line/parseArguments.ts";
import { type Candidate, completeWords } from "./completeWords.ts";

/** Nobody waits longer for a key to do something. */
const PATIENCE_MS = 1500;

/** `flyloft __complete`: what may stand in place of the last word, a line each, for the scripts of `completion`. */
export async function complete(words: readonly string[]): Promise<number> {
  const options = optionsIn(words);
  const candidates = await completeWords(words, async (kind, operands) => {
    const { listNames } = await import("./listNames.ts");
    const late = new Promise<readonly Candidate[]>((resolve) => {
      setTimeout(() => resolve([]), PATIENCE_MS).unref();
    });
    // Without a portal there is nothing to offer, which is no error while somebody types.
    const names = listNames(kind, { options, operands }).catch(() => []);
    return Promise.race([names, late]);
  });
  const lines = candidates.map(({ value, summary }) =>
    summary === undefined ? value : `${value}\t${summary}`,
  );
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return EXIT.done;
}

/** Those that say which portal is meant, as far as they are written. */
function optionsIn(words: readonly string[]): OptionValues {
  const parsed = parseArguments(["list", ...keepOptions(words.slice(0, -1))]);
  return parsed.kind === "run" ? parsed.options : {};
}

const PORTAL_OPTIONS = /^(?:-c|--config|--url|--token-file)$/;

function keepOptions(words: readonly string[]): string[] {
  return words.flatMap((word, index) =>
    PORTAL_OPTIONS.test(word) && index + 1 < words.length
      ? [word, words[index + 1] ?? ""]
      : [],
  );
}
