import { parseArgs } from "node:util";
import { nearestName } from "@flyloft/plugin-core";

/** What the command line asks for. */
export type Command =
  | {
      readonly name: "start" | "plan";
      readonly configFiles: readonly string[];
      readonly frozen: boolean;
      readonly port: number | undefined;
      readonly json: boolean;
    }
  | { readonly name: "help" }
  | { readonly name: "mistake"; readonly message: string };

/** Reads the arguments after `flyloft`. Pure. */
export function parseArguments(args: readonly string[]): Command {
  let parsed: ReturnType<typeof parseStrictly>;
  try {
    parsed = parseStrictly(args);
  } catch (error) {
    return { name: "mistake", message: (error as Error).message };
  }
  const { values, positionals } = parsed;
  const [name, ...rest] = positionals;
  if (values.help || name === undefined || name === "help") {
    return { name: "help" };
  }
  if (name !== "start" && name !== "plan") {
    const nearest = nearestName(name, ["start", "plan", "help"]);
    const hint = nearest ? ` Did you mean '${nearest}'?` : "";
    return {
      name: "mistake",
      message: `There is no command '${name}'.${hint}`,
    };
  }
  if (rest.length > 0) {
    return { name: "mistake", message: `'${rest[0]}' is not understood.` };
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !isPort(port)) {
    return {
      name: "mistake",
      message: `--port takes a number from 1 to 65535, not '${values.port}'.`,
    };
  }
  const { config = [], frozen = false, json = false } = values;
  return { name, configFiles: config, frozen, port, json };
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
    },
  });
}
