import path from "node:path";
import { readPluginRequests } from "@flyloft/installer";
import { type VerifyOptions, verifyPlugin } from "@flyloft/publisher";
import type { Invocation } from "../line/CommandSpec.ts";
import { EXIT } from "../line/exitCodes.ts";
import { Mistake } from "../line/Mistake.ts";
import type { OptionValues } from "../line/options.ts";
import { formatVerification } from "../output/formatVerification.ts";
import { interruptible, machine, plainRegistries } from "./forFolders.ts";

/** `flyloft plugin verify` */
export function verify(invocation: Invocation): Promise<number> {
  const { operands, options, output } = invocation;
  const [reference = ""] = operands;
  return interruptible(output, async (signal) => {
    const plain = plainRegistries(reference, invocation);
    const question = options.config?.length
      ? await readRules(options, plain)
      : { ...signersOf(options), insecureRegistries: plain };
    const report = await verifyPlugin({
      ...machine(),
      reference,
      configDir: process.cwd(),
      ...question,
      signal,
    });
    output.tell(report, () => formatVerification(report, output.paint));
    return report.isVerified ? EXIT.done : EXIT.failed;
  });
}

type Question = Omit<VerifyOptions, "reference" | "env" | "homeDir">;

function signersOf(options: OptionValues) {
  const { key, issuer, identity, repository } = options;
  return {
    key,
    issuer,
    identity,
    repository,
    signedAs: options["signed-as"],
    trustedRoot: options["trusted-root"],
  };
}

/** What a portal with these files asks, of registries that it may ask. */
async function readRules(
  options: OptionValues,
  plain: readonly string[],
): Promise<Question> {
  if (Object.values(signersOf(options)).some((one) => one !== undefined)) {
    throw new Mistake(
      "With --config the portal's rules say who is to be believed: leave out the other options about signers.",
    );
  }
  const files = options.config ?? [];
  const { settings } = await readPluginRequests(files, process.env);
  const { signatures, insecureRegistries = [], network } = settings;
  return {
    rules: signatures,
    configDir: path.dirname(path.resolve(files[0] ?? ".")),
    insecureRegistries: [...insecureRegistries, ...plain],
    network,
  };
}
