import type { PluginRequest } from "../config/PluginRequest.ts";
import { choosePath } from "../sources/oci/choosePath.ts";
import type { OciAccess } from "../sources/oci/OciSession.ts";
import { readArtifact } from "../sources/oci/readArtifact.ts";
import {
  isRegistryDown,
  RESOLVE_CODES,
  toInstallerError,
} from "../sources/oci/toInstallerError.ts";
import type { ResolveContext } from "./ResolveContext.ts";
import type { ExactSource, ResolvedPlugin } from "./ResolvedPlugin.ts";

type OciSource = Extract<ExactSource, { kind: "oci" }>;

/**
 * Says which artifact a reference means, down to the digest of its manifest and the folder inside. The lock answers for
 * a registry that can't be asked; `layers` is empty then, and fetch reads the manifest by its digest.
 */
export async function resolveOci(
  request: PluginRequest,
  context: ResolveContext & OciAccess,
): Promise<ResolvedPlugin> {
  const { reference } = request;
  if (reference.kind !== "oci") {
    throw new TypeError(`${request.text} is not an OCI reference`);
  }
  const { registry, repository } = reference;
  const named = { kind: "oci", registry, repository } as const;
  try {
    const client = context.oci.registry(registry, context);
    const artifact = await readArtifact(client, reference, context.signal);
    const { digest, index, layers, annotations } = artifact;
    const path = choosePath(reference.path, annotations);
    const source = { ...named, digest, index, path, layers };
    return toResolved(request, source, false);
  } catch (error) {
    const locked = parseLocked(context.locked?.digest);
    if (locked && isRegistryDown(error)) {
      return toResolved(request, { ...named, ...locked, layers: [] }, true);
    }
    throw toInstallerError(error, RESOLVE_CODES, request);
  }
}

function toResolved(
  request: PluginRequest,
  source: OciSource,
  stale: boolean,
): ResolvedPlugin {
  const digest = `${source.digest}!${source.path}`;
  return { request, source, digest, stale };
}

function parseLocked(locked: string | undefined) {
  const mark = locked?.indexOf("!") ?? -1;
  if (locked === undefined || mark < 0) return undefined;
  return { digest: locked.slice(0, mark), path: locked.slice(mark + 1) };
}
