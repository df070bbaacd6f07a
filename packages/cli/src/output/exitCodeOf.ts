import { isFlyloftError } from "@flyloft/plugin-core";
import { EXIT, type ExitCode } from "../line/exitCodes.ts";
import { Mistake } from "../line/Mistake.ts";

const UNREACHABLE: ReadonlySet<string> = new Set([
  "SUPERVISE_NOT_RUNNING",
  "COMMAND_PORTAL_UNREACHABLE",
  "COMMAND_ANSWER_INVALID",
]);

/** These are our own; what the portal answers says itself whether it refused. */
const REFUSED: ReadonlySet<string> = new Set([
  "COMMAND_BACKEND_NOT_SHOWN",
  "COMMAND_DECLINED",
  "COMMAND_FILE_UNREADABLE",
  "COMMAND_FOLDER_REMOTE",
  "COMMAND_PLUGIN_AMBIGUOUS",
  "COMMAND_PLUGIN_UNKNOWN",
  "COMMAND_REFUSED",
  "COMMAND_SETTING_INVALID",
  "COMMAND_TOKEN_MISSING",
  "COMMAND_UNCONFIRMED",
  "COMMAND_URL_INSECURE",
  "PUBLISH_NAME_INVALID",
  "PUBLISH_PACKAGES_CLASH",
  "PUBLISH_PRIVATE",
  "PUBLISH_REFERENCE_INVALID",
  "PUBLISH_TAG_INVALID",
  "PUBLISH_TARGET_EXISTS",
]);

/** The exit code for what a command threw. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Mistake) return EXIT.mistake;
  if (!isFlyloftError(error)) return EXIT.failed;
  if (UNREACHABLE.has(error.code)) return EXIT.unreachable;
  const isRefusal = "isRefusal" in error && error.isRefusal === true;
  return isRefusal || REFUSED.has(error.code) ? EXIT.refused : EXIT.failed;
}
