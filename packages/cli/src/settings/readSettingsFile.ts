import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { CommandError } from "../errors.ts";
import { type Values, isObject } from "./editValues.ts";

/** Settings from a YAML file, or a JSON one, which is YAML too. */
export function readSettingsFile(file: string): Values {
  let parsed: unknown;
  try {
    parsed = parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw unreadable(file, (cause as Error).message);
  }
  if (!isObject(parsed)) throw unreadable(file, "it holds no object");
  return parsed;
}

function unreadable(file: string, reason: string): CommandError {
  return new CommandError(
    "COMMAND_FILE_UNREADABLE",
    `${file} can't be read: ${reason}`,
    {
      hint: "It holds keys and values as they would stand in app-config.yaml.",
    },
  );
}
