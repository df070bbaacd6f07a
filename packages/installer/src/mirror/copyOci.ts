import type { OciReference } from "@flyloft/plugin-core";
import type { LockEntry } from "../lock/LockEntry.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { leadsTo } from "../signatures/leadsTo.ts";
import { findSignatures, readIfThere } from "../sources/oci/findSignatures.ts";
import {
  type ArtifactSource,
  type CopiedManifest,
  copyManifest,
} from "./copyManifest.ts";
import type { Copying } from "./Copying.ts";
import type { CopiedPlugin } from "./CopiedPlugin.ts";

/** An OCI artifact and what signs it, every digest as it is. Throws NetworkFailure. */
export async function copyOci(
  reference: OciReference,
  entry: LockEntry,
  copying: Copying,
): Promise<CopiedPlugin> {
  const { run, draft } = copying;
  const { registry: host, repository } = reference;
  const { context } = run;
  const { signal } = context;
  const registry = (await run.openOci()).registry(host, context);
  const source = { registry, repository, signal };
  const [digest = ""] = entry.digest.split("!");
  const image = await copyManifest(source, digest, copying);
  const notes: string[] = [];
  const index = await copyIndex(
    source,
    { reference, entry, digest, notes },
    copying,
  );
  draft.addManifest(index ?? image);
  const named = draft.repository(host, repository);
  if (reference.digest === undefined) {
    named.tags.set(reference.tag ?? "latest", (index ?? image).digest);
  }
  let signatures = 0;
  for (const subject of [image, ...(index ? [index] : [])]) {
    const asked = { source, subject, host, notes };
    signatures += await copySignatures(asked, copying);
  }
  return { kind: "oci", signatures, notes };
}

interface IndexQuestion {
  readonly reference: OciReference;
  readonly entry: LockEntry;
  /** Of the image that it leads to. */
  readonly digest: string;
  readonly notes: string[];
}

/** The index that led to the image: who signed that signed the image. */
async function copyIndex(
  source: ArtifactSource,
  { reference, entry, digest, notes }: IndexQuestion,
  copying: Copying,
): Promise<CopiedManifest | undefined> {
  const { registry, repository, signal } = source;
  const { tag = "latest" } = reference;
  const asked = entry.index ?? reference.digest ?? tag;
  const wanted = { repository, reference: asked, signal };
  const named = await readIfThere(registry, wanted);
  if (named?.manifest.kind !== "index") return undefined;
  const index = named.digest;
  const isMeant = await leadsTo(registry, { ...source, digest, index });
  if (!isMeant) return undefined;
  try {
    return await copyManifest(source, index, copying);
  } catch (error) {
    // Copies of an index often lack platforms that nobody wanted.
    if (!(error instanceof NetworkFailure) || error.status !== 404) throw error;
    notes.push(`its index ${index} is left out: ${error.message}`);
    return undefined;
  }
}

async function copySignatures(
  {
    source,
    subject,
    host,
    notes,
  }: {
    readonly source: ArtifactSource;
    readonly subject: CopiedManifest;
    readonly host: string;
    readonly notes: string[];
  },
  copying: Copying,
): Promise<number> {
  const { registry, repository, signal } = source;
  const { draft } = copying;
  const named = draft.repository(host, repository);
  const asked = { repository, subject: subject.digest, signal };
  const found = await findSignatures(registry, asked);
  notes.push(...found.problems);
  for (const { form, tag, digest } of found.manifests) {
    const copied = await copyManifest(source, digest, copying);
    draft.addManifest(copied);
    if (form === "simple" && tag !== undefined) {
      named.tags.set(tag, digest);
      draft.tags[tag] = copied;
    } else {
      const { mediaType, artifactType, size } = copied;
      const type = artifactType && { artifactType };
      const referrer = { subject: subject.digest, mediaType, digest, size };
      named.referrers.set(`${subject.digest} ${digest}`, {
        ...referrer,
        ...type,
      });
    }
  }
  return found.manifests.length;
}
