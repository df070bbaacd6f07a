import type { OciRegistry } from "../sources/oci/OciRegistry.ts";
import { MAX_INDEXES } from "../sources/oci/readArtifact.ts";
import { readIfThere } from "../sources/oci/findSignatures.ts";

/** An index of more than a few others has them to keep somebody busy. */
const MAX_MANIFESTS = 16;

/**
 * Whether an index, or one that it names, names the image: who signed the index signed the image then. Throws
 * NetworkFailure where the registry can't tell.
 */
export async function leadsTo(
  registry: OciRegistry,
  asked: {
    readonly repository: string;
    readonly digest: string;
    readonly index: string | undefined;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { repository, digest, index, signal } = asked;
  let level = index === undefined || index === digest ? [] : [index];
  for (let depth = 0; depth < MAX_INDEXES; depth += 1) {
    const next: string[] = [];
    for (const one of level.slice(0, MAX_MANIFESTS)) {
      const wanted = { repository, reference: one, signal };
      const read = await readIfThere(registry, wanted);
      if (read?.manifest.kind !== "index") continue;
      const named = read.manifest.manifests;
      if (named.some((entry) => entry.digest === digest)) return true;
      next.push(
        ...named
          .filter(({ mediaType }) => /index|manifest\.list/.test(mediaType))
          .map((entry) => entry.digest),
      );
    }
    level = next;
  }
  return false;
}
