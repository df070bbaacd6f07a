import { type Reference, redact } from "@flyloft/plugin-core";
import type { PluginRequest } from "./PluginRequest.ts";

/**
 * A package that comes along with an entry: enabled, required, isolated and checked as that one is. Its integrity and its
 * configuration are its own, and it has none.
 */
export function createCompanion(
  named: PluginRequest,
  { text, reference }: { readonly text: string; readonly reference: Reference },
): PluginRequest {
  return {
    ...named,
    reference,
    text: redact(text),
    integrity: undefined,
    pluginConfig: undefined,
    configLeaves: undefined,
    with: undefined,
  };
}
