import type { NpmReference } from "@flyloft/plugin-core";
import validRange from "semver/ranges/valid.js";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { LockEntry } from "../lock/LockEntry.ts";
import { refuseLockChange } from "../lock/refuseLockChange.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { publishedVersionSchema } from "../sources/npm/Packument.ts";
import { integrityOf, tarballUrl } from "../sources/npm/publishedTarball.ts";
import { readDocument } from "../sources/npm/readDocument.ts";
import { readPackument } from "../sources/npm/readPackument.ts";
import type { CopiedPlugin } from "./CopiedPlugin.ts";
import { copyArchive } from "./copyArchive.ts";
import { type Copying, keepBlob } from "./Copying.ts";
import { toBlob } from "../sources/oci/blobContent.ts";
import { readProofs } from "./readProofs.ts";

/**
 * A version of an npm package: its tarball, and what the registry says of it and its signatures. Throws NetworkFailure, and
 * RESOLVE_LOCK_CHANGED where the registry has other bytes now.
 */
export async function copyNpm(
  request: PluginRequest & { readonly reference: NpmReference },
  entry: LockEntry,
  copying: Copying,
): Promise<CopiedPlugin> {
  const { context } = copying.run;
  const { name, spec } = request.reference;
  const { version } = entry;
  const { packument, registry } = await readPackument(name, context);
  const told = packument.versions[version];
  const published = publishedVersionSchema.safeParse(told);
  if (!published.success) {
    const message = `${registry} has no ${name}@${version} any more`;
    throw new NetworkFailure("status", message, { status: 404 });
  }
  const { dist } = published.data;
  const integrity = integrityOf(dist);
  refuseLockChange(request, { resolved: integrity, held: entry });
  await copyArchive(
    {
      request,
      url: tarballUrl(dist.tarball, registry),
      registry,
      integrity,
      title: tarballTitle(name, version),
    },
    copying,
  );
  const subject = { name, version, integrity };
  const proofs = await readProofs(subject, dist, copying);
  const whole = await readWhole(subject, context);
  // What signatures are about is what installing reads.
  const manifest = {
    ...whole,
    ...(told as object),
    dist: (told as { readonly dist: unknown }).dist,
  };
  const document = await keepBlob(toBlob({ manifest, ...proofs }), copying);
  const tags = validRange(spec) === null ? [spec] : [];
  copying.draft.addRelease({ name, version, tags, document });
  const { signatures = [] } = dist;
  const { attestations = [] } = proofs;
  return {
    kind: "npm",
    signatures: signatures.length + attestations.length,
    notes: [],
  };
}

/** `scope-name-1.0.0.tgz`, as `npm pack` names it. */
export function tarballTitle(name: string, version: string): string {
  return `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`;
}

/** The version's whole `package.json`; what a registry can't tell alone, nothing but a plan would have used. */
async function readWhole(
  { name, version }: { readonly name: string; readonly version: string },
  context: Copying["run"]["context"],
): Promise<object> {
  try {
    const accept = "application/json";
    const { content } = await readDocument({ name, version, accept }, context);
    const isObject = typeof content === "object" && content !== null;
    return isObject && "version" in content ? content : {};
  } catch (error) {
    if (error instanceof NetworkFailure && error.kind === "status") return {};
    throw error;
  }
}
