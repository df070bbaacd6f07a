import type { PluginSigner } from "@flyloft/plugin-core";
import { matchesPattern } from "./matchesPattern.ts";

/** Whether a certificate is one of those that a rule means. */
export function matchesIdentity(
  found: Omit<PluginSigner, "kind">,
  accepted: {
    readonly issuer: string;
    readonly identity: string | undefined;
    readonly repository: string | undefined;
  },
): boolean {
  return (
    found.issuer === accepted.issuer &&
    matches(found.identity, accepted.identity) &&
    matches(found.repository, accepted.repository)
  );
}

function matches(text: string | undefined, pattern: string | undefined) {
  if (pattern === undefined) return true;
  return text !== undefined && matchesPattern(text, pattern);
}
