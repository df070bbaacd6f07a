import { formatPlace } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { SignatureRule } from "../config/SignatureSettings.ts";
import { InstallerError } from "../errors.ts";
import type { Refusal } from "./Verdict.ts";

const HINTS: Readonly<Record<Refusal["code"], string>> = {
  VERIFY_SIGNATURE_MISSING:
    "Ask its publisher to sign it. A mirror may leave signatures out: compare with the registry that it mirrors.",
  VERIFY_SIGNATURE_INVALID:
    "Don't use it: it may have been altered. Ask its publisher and the registry's owner.",
  VERIFY_KEY_EXPIRED:
    "Use a version that is signed with a key that is valid now.",
  VERIFY_SIGNER_FORBIDDEN:
    "If this signer is to be believed, add it to `signers` of the rule; else ask its publisher.",
};

/** Why a package isn't installed, with the rule and the entry that asked. */
export function refusalError(
  {
    request,
    what,
    rule,
  }: {
    readonly request: PluginRequest;
    readonly what: string;
    readonly rule: SignatureRule;
  },
  { code, message, hint = HINTS[code] }: Refusal,
): InstallerError {
  return new InstallerError(
    code,
    `${request.text}: ${what} is not signed as ${formatPlace(rule.place)} asks: ${message} (${formatPlace(request.place)})`,
    { hint, plugin: request.text, place: request.place },
  );
}
