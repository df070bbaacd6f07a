import { parseArgs } from "node:util";
import { nearestName } from "@flyloft/plugin-core";

/** Commands that read the configuration and go through the pipeline. */
export interface PipelineCommand {
  readonly name: "start" | "plan";
  readonly configFiles: readonly string[];
  readonly frozen: boolean;
  readonly port: number | undefined;
  readonly json: boolean;
}

/** Commands that ask a running portal. */
export type AskCommand = {
  readonly configFiles: readonly string[];
  readonly json: boolean;
} & (
  | { readonly name: "generations" | "reload" }
  | { readonly name: "rollback"; readonly generation: number | undefined }
  | { readonly name: "retry"; readonly plugin: string }
);

/** Examines a package without putting it into the portal. */
export interface DoctorCommand {
  readonly name: "doctor";
  readonly reference: string;
  readonly companions: readonly string[];
  readonly configFiles: readonly string[];
  readonly json: boolean;
}

/** Describes what can be configured. */
export interface ConfigDocsCommand {
  readonly name: "config:docs";
  /** Undefined for everything that is there. */
  readonly package: string | undefined;
  readonly configFiles: readonly string[];
  readonly json: boolean;
}

/** What the command line asks for. */
export type Command =
  | PipelineCommand
  | AskCommand
  | DoctorCommand
  | ConfigDocsCommand
  | { readonly name: "help" }
  | { readonly name: "mistake"; readonly message: string };

const NAMES = [
  "start",
  "plan",
  "doctor",
  "config:docs",
  "generations",
  "reload",
  "rollback",
  "retry",
] as const;

const WITH_OPERAND: ReadonlySet<string> = new Set([
  "config:docs",
  "doctor",
  "rollback",
  "retry",
]);

/** Reads the arguments after `flyloft`. Pure. */
export function parseArguments(args: readonly string[]): Command {
  let parsed: ReturnType<typeof parseStrictly>;
  try {
    parsed = parseStrictly(args);
  } catch (error) {
    return mistake((error as Error).message);
  }
  const { values, positionals } = parsed;
  const [given, operand, ...rest] = positionals;
  if (values.help || given === undefined || given === "help") {
    return { name: "help" };
  }
  const name = NAMES.find((known) => known === given);
  if (!name) {
    const nearest = nearestName(given, [...NAMES, "help"]);
    const hint = nearest ? ` Did you mean '${nearest}'?` : "";
    return mistake(`There is no command '${given}'.${hint}`);
  }
  const [unknown] = WITH_OPERAND.has(name) ? rest : [operand, ...rest];
  return unknown === undefined
    ? parseCommand(name, operand, values)
    : mistake(`'${unknown}' is not understood.`);
}

type Values = ReturnType<typeof parseStrictly>["values"];

function parseCommand(
  name: (typeof NAMES)[number],
  operand: string | undefined,
  values: Values,
): Command {
  const { config: configFiles = [], frozen = false, json = false } = values;
  switch (name) {
    case "start":
    case "plan":
      return parsePort({ name, configFiles, frozen, json }, values.port);
    case "doctor":
      return operand === undefined
        ? mistake("doctor takes the reference of a package.")
        : {
            name,
            reference: operand,
            companions: values.with ?? [],
            configFiles,
            json,
          };
    case "config:docs":
      return { name, package: operand, configFiles, json };
    case "rollback":
      return parseRollback(operand, { configFiles, json });
    case "retry":
      return operand === undefined
        ? mistake("retry takes the name or the id of a plugin.")
        : { name, plugin: operand, configFiles, json };
    default:
      return { name, configFiles, json };
  }
}

function parsePort(
  command: Omit<PipelineCommand, "port">,
  given: string | undefined,
): Command {
  const port = given === undefined ? undefined : Number(given);
  return port === undefined || isPort(port)
    ? { ...command, port }
    : mistake(`--port takes a number from 1 to 65535, not '${given}'.`);
}

function parseRollback(
  operand: string | undefined,
  shared: Pick<AskCommand, "configFiles" | "json">,
): Command {
  const generation = operand === undefined ? undefined : Number(operand);
  return generation === undefined || Number.isInteger(generation)
    ? { name: "rollback", generation, ...shared }
    : mistake(`rollback takes the number of a generation, not '${operand}'.`);
}

function mistake(message: string): Command {
  return { name: "mistake", message };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

function parseStrictly(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      config: { type: "string", multiple: true, short: "c" },
      frozen: { type: "boolean" },
      help: { type: "boolean", short: "h" },
      json: { type: "boolean" },
      port: { type: "string", short: "p" },
      with: { type: "string", multiple: true },
    },
  });
}
