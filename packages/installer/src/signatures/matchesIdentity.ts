import type { PluginSigner } from "@flyloft/plugin-core";
import { matchesPattern } from "./matchesPattern.ts";

/** Whether a certificate is one of those that a rule means; without a rule all are. */
export function matchesIdentity(
  found: Omit<PluginSigner, "kind">,
  accepted:
    | {
        readonly issuer: string;
        readonly identity: string | undefined;
        readonly repository: string | undefined;
      }
    | undefined,
): boolean {
  if (!accepted) return true;
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
