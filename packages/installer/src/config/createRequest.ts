import { type Place, redact } from "@flyloft/plugin-core";
import { DEFAULT_ISOLATION } from "./IsolationRequest.ts";
import type { PluginRequest } from "./PluginRequest.ts";
import { readReference } from "./readReference.ts";
import { requestKey } from "./requestKey.ts";

/**
 * A request for a package that stands in no configuration, with what holds where an entry says nothing. Relative paths
 * start from `baseDir`. Throws CONFIG_REFERENCE_INVALID.
 */
export function createRequest(
  text: string,
  { baseDir, place }: { readonly baseDir: string; readonly place: Place },
): PluginRequest {
  const reference = readReference(text, place);
  return {
    key: requestKey({ reference, baseDir }),
    reference,
    text: redact(text),
    place,
    baseDir,
    enabled: true,
    required: false,
    integrity: undefined,
    pullPolicy: "IfNotPresent",
    pluginConfig: undefined,
    compatibility: "enforce",
    isolation: DEFAULT_ISOLATION,
    origin: { kind: "file", isLocked: false, isChanged: false, place },
    granted: [],
    isBuiltIn: false,
  };
}
