import { formatPlace } from "@flyloft/plugin-core";
import { InstallerError, type InstallerErrorCode } from "../errors.ts";
import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";

/** An error about a package, with the entry that asked for it. */
export function verifyError(
  code: InstallerErrorCode,
  { resolved }: FetchedPlugin,
  text: { readonly message: string; readonly hint: string },
): InstallerError {
  const { request } = resolved;
  return new InstallerError(
    code,
    `${request.text}: ${text.message} (${formatPlace(request.place)})`,
    { hint: text.hint, plugin: request.text, place: request.place },
  );
}
