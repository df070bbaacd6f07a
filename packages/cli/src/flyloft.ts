#!/usr/bin/env node
import { HELP } from "./help.ts";
import { type PipelineCommand, parseArguments } from "./parseArguments.ts";
import { refuseOldNode } from "./refuseOldNode.ts";

const command = parseArguments(process.argv.slice(2));
process.exitCode = await run();
// Idle connections to registries would keep the process for a while.
process.exit();

async function run(): Promise<number> {
  if (command.name === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  if (command.name === "mistake") {
    process.stderr.write(`${command.message} See flyloft --help.\n`);
    return 2;
  }
  const tooOld = refuseOldNode(process.versions.node);
  if (tooOld !== undefined) {
    process.stderr.write(`${tooOld}\n`);
    return 1;
  }
  if ("frozen" in command) return runPipeline(command);
  if (command.name === "doctor") {
    const { doctor } = await import("./doctor.ts");
    return doctor(command);
  }
  if (command.name === "config:docs") {
    const { configDocs } = await import("./configDocs.ts");
    return configDocs(command);
  }
  const { ask } = await import("./ask.ts");
  return ask(command);
}

async function runPipeline(command: PipelineCommand): Promise<number> {
  if (command.name === "plan") {
    const { plan } = await import("./plan.ts");
    return plan(command);
  }
  const { start } = await import("./start.ts");
  return start(command);
}
