import * as z from "zod";
import type { OciRegistry } from "../sources/oci/OciRegistry.ts";
import { readBlobBytes } from "../sources/oci/readBlobBytes.ts";
import { type BlobCopying, copyBlob } from "./Copying.ts";
import { OCI_TYPES } from "../sources/oci/ociTypes.ts";
import type { ManifestRef } from "./MirrorDraft.ts";
import type { MirrorManifest } from "./MirrorTarget.ts";

export interface ArtifactSource {
  readonly registry: OciRegistry;
  readonly repository: string;
  readonly signal: AbortSignal;
  /** How many indexes led here. */
  readonly depth?: number;
}

export interface CopiedManifest extends ManifestRef, MirrorManifest {}

const writtenSchema = z.object({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: z
    .object({ mediaType: z.string(), digest: z.string(), size: z.number() })
    .optional(),
});

/** Deeper than this nobody means it. */
const MAX_DEPTH = 4;

/**
 * Brings a manifest as it is with all that it names: of an index every platform, for it can't be had in a registry without
 * them. Throws NetworkFailure.
 */
export async function copyManifest(
  source: ArtifactSource,
  digest: string,
  copying: BlobCopying,
): Promise<CopiedManifest> {
  const { registry, repository, signal, depth = 0 } = source;
  const read = await registry.readManifest(repository, digest, signal);
  const { content, manifest } = read;
  const written = writtenSchema.parse(JSON.parse(content.toString("utf8")));
  if (manifest.kind === "index") {
    if (depth === MAX_DEPTH) throw new Error(`${digest} nests too many others`);
    for (const one of manifest.manifests) {
      const below = { ...source, depth: depth + 1 };
      await copyManifest(below, one.digest, copying);
    }
  }
  const layers = manifest.kind === "image" ? manifest.layers : [];
  for (const blob of [...(written.config ? [written.config] : []), ...layers]) {
    await copyBlob(blob, copying, () =>
      readBlobBytes(registry, repository, { ...blob, signal }),
    );
  }
  const kind = manifest.kind === "index" ? OCI_TYPES.index : OCI_TYPES.manifest;
  const { mediaType = kind, artifactType = written.config?.mediaType } =
    written;
  const size = content.length;
  const copied = { mediaType, artifactType, digest, size, bytes: content };
  await copying.target.putManifest(copied);
  copying.draft.digests.add(digest);
  return copied;
}
