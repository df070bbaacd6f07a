import { FlyloftError } from "@flyloft/plugin-core";

/** Every code this package throws; `docs/errors.md` explains each, and a test holds the two against each other. */
export type CommandErrorCode =
  | "COMMAND_ANSWER_INVALID"
  | "COMMAND_BACKEND_NOT_SHOWN"
  | "COMMAND_DECLINED"
  | "COMMAND_FILE_UNREADABLE"
  | "COMMAND_FOLDER_REMOTE"
  | "COMMAND_JOB_LOST"
  | "COMMAND_PLUGIN_AMBIGUOUS"
  | "COMMAND_PLUGIN_UNKNOWN"
  | "COMMAND_PORTAL_UNREACHABLE"
  | "COMMAND_REFUSED"
  | "COMMAND_SETTING_INVALID"
  | "COMMAND_TOKEN_MISSING"
  | "COMMAND_UNCONFIRMED"
  | "COMMAND_URL_INSECURE";

/** An error of the command line itself. */
export class CommandError extends FlyloftError<CommandErrorCode> {}
