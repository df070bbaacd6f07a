import type { PluginRequest } from "../config/PluginRequest.ts";
import type { LockEntry } from "./LockEntry.ts";

/** The request with its range or tag replaced by what the lockfile says it is. */
export function pinRequest(
  request: PluginRequest,
  locked: LockEntry,
): PluginRequest {
  const { reference } = request;
  if (reference.kind === "npm") {
    return { ...request, reference: { ...reference, spec: locked.version } };
  }
  if (reference.kind === "oci") {
    const [digest, path] = locked.digest.split("!");
    return { ...request, reference: { ...reference, digest, path } };
  }
  return request;
}
