#!/usr/bin/env node
import { formatCommandHelp, formatHelp } from "./line/formatHelp.ts";
import { type Parsed, parseArguments } from "./line/parseArguments.ts";
import { EXIT } from "./line/exitCodes.ts";
import { Output } from "./output/Output.ts";
import { refuseOldNode } from "./refuseOldNode.ts";

// `flyloft list | head -1` has read enough.
process.stdout.on("error", () => process.exit());
process.exitCode = await main(process.argv.slice(2));
// Idle connections to registries would keep the process for a while; what was written to a pipe has to get out first.
await Promise.all([drained(process.stdout), drained(process.stderr)]);
process.exit();

async function main(args: readonly string[]): Promise<number> {
  const [first, ...words] = args;
  if (first === "__complete") {
    const { complete } = await import("./complete/complete.ts");
    return complete(words);
  }
  const parsed = parseArguments(args);
  if (parsed.kind === "help") {
    const { spec } = parsed;
    process.stdout.write(spec ? formatCommandHelp(spec) : formatHelp());
    return EXIT.done;
  }
  if (parsed.kind === "mistake") {
    const { message, spec } = parsed;
    const help = spec ? `flyloft ${spec.name} --help` : "flyloft --help";
    process.stderr.write(`${message} See ${help}.\n`);
    return EXIT.mistake;
  }
  return run(parsed);
}

async function run({
  spec,
  operands,
  options,
}: Extract<Parsed, { kind: "run" }>): Promise<number> {
  const tooOld = refuseOldNode(process.versions.node);
  if (tooOld !== undefined) {
    process.stderr.write(`${tooOld}\n`);
    return EXIT.failed;
  }
  const output = new Output({
    isJson: options.json === true,
    isColourRefused: options["no-color"] === true,
  });
  try {
    const carryOut = await spec.load();
    return await carryOut({ operands, options, output });
  } catch (error) {
    return output.fail(error);
  }
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
