import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Output } from "../output/Output.ts";

const VARIABLES = ["FLYLOFT_KEY_PASSWORD", "COSIGN_PASSWORD"] as const;

/** The password of a private key: from a variable, else from the terminal; undefined where there is neither. */
export async function askPassword(
  output: Output,
  {
    twice = false,
    signal,
  }: { readonly twice?: boolean; readonly signal?: AbortSignal } = {},
): Promise<string | undefined> {
  for (const name of VARIABLES) {
    const value = process.env[name];
    if (value !== undefined) return value;
  }
  const hasTerminal = process.stdin.isTTY && process.stderr.isTTY;
  if (output.isJson || !hasTerminal) return undefined;
  for (;;) {
    const password = await askHidden("Password of the key: ", signal);
    if (password === undefined || !twice) return password;
    const again = await askHidden("The same again: ", signal);
    if (again === password || again === undefined) return again;
    output.remark("These are two different ones.");
  }
}

/** Without showing it. Undefined where the user has enough. */
function askHidden(
  question: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({
    input: process.stdin,
    output: silent,
    terminal: true,
    ...(signal && { signal }),
  });
  // Not before: what is typed is shown until then.
  process.stderr.write(question);
  return new Promise((resolve) => {
    prompt.once("line", (line) => {
      resolve(line);
      prompt.close();
    });
    prompt.once("close", () => {
      process.stderr.write("\n");
      resolve(undefined);
    });
  });
}
