import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import * as z from "zod";
import type { Credentials } from "./matchCredentials.ts";
import { RegistryFailure } from "./RegistryFailure.ts";

const TIMEOUT_MS = 30_000;
const NOT_FOUND = /credentials not found/i;

const answerSchema = z.looseObject({
  Username: z.string(),
  Secret: z.string(),
});

export interface HelperOptions {
  /** `<name>` of `docker-credential-<name>`. */
  readonly name: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Asks a credential helper for `server`; undefined where it has nothing for it.
 * https://github.com/docker/docker-credential-helpers#development
 */
export async function runCredentialHelper(
  server: string,
  options: HelperOptions,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${options.name}`;
  // The name becomes a program's: it must not be a path or an option.
  if (!/^\w[\w-]*$/.test(options.name)) {
    throw failure(program, "is not a valid name of a credential helper");
  }
  const { code, output, errors } = await run(program, server, options);
  if (code !== 0) {
    if (NOT_FOUND.test(output + errors)) return undefined;
    const reason = (errors || output).trim().split("\n")[0] ?? "";
    throw failure(program, `ended with ${code ?? "a signal"}: ${reason}`);
  }
  return parseAnswer(program, output);
}

function parseAnswer(program: string, output: string): Credentials {
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(JSON.parse(output));
  } catch {
    // The cause would carry the output, and with it the secret.
    throw failure(program, "did not answer with a user name and a secret");
  }
  return answer.Username === "<token>"
    ? { kind: "identity", token: answer.Secret }
    : {
        kind: "password",
        username: answer.Username,
        password: answer.Secret,
      };
}

async function run(program: string, input: string, options: HelperOptions) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const child = spawn(program, ["get"], {
    env: withoutSettings(options.env),
    signal: AbortSignal.any([options.signal, timeout]),
    killSignal: "SIGKILL",
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A helper that doesn't read its input is no reason to fail.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    const [code, output, errors] = await Promise.all([
      closed,
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, output, errors };
  } catch (cause) {
    options.signal.throwIfAborted();
    const { code } = cause as NodeJS.ErrnoException;
    if (timeout.aborted) {
      throw failure(program, `gave no answer in ${TIMEOUT_MS / 1000} s`);
    }
    throw failure(
      program,
      code === "ENOENT" ? "is not in PATH" : (cause as Error).message,
    );
  }
}

function failure(program: string, problem: string) {
  return new RegistryFailure("helper", `${program} ${problem}`);
}

/** Secrets of plugins' settings are no business of a helper. */
function withoutSettings(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("setting:")),
  );
}
