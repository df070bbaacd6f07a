import { type ErrorReport, reportError } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import { createManifestFacts } from "../plan/createManifestFacts.ts";
import { explainNoPlugin } from "../plan/explainNoPlugin.ts";
import { requireCompatible } from "../requireCompatible.ts";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import type { HostFacts } from "../verify/HostFacts.ts";

/** Why a published version can't run here, as far as its `package.json` tells. */
export function judgePublished(
  manifest: PublishedManifest,
  request: PluginRequest,
  host: HostFacts,
): ErrorReport | undefined {
  const refusal = explainNoPlugin(manifest);
  if (refusal) return refusal;
  try {
    requireCompatible({ request, facts: createManifestFacts(manifest) }, host);
    return undefined;
  } catch (error) {
    return reportError(error, "VERIFY_INCOMPATIBLE");
  }
}
