import {
  isBundle,
  NetworkFailure,
  readBlobBytes,
  readIfThere,
  referrersTag,
  describeBlob,
  OCI_TYPES,
  toBlob,
  type BlobContent,
} from "@flyloft/installer/publishing";
import { type Attached, type Attachment, embedBlob } from "./Attachment.ts";
import { foreign } from "./attachSimple.ts";
import { signStatement } from "./createSignatures.ts";
import { isBundleOf } from "./isBundleOf.ts";
import { inTotoStatement, PREDICATE_TYPE } from "./statements.ts";

const BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

/**
 * Adds a signature as a Sigstore bundle that refers to the artifact, as cosign does since its third version.
 * https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md
 */
export async function attachBundle(to: Attachment): Promise<Attached> {
  const { registry, repository, subject, signatory, signal } = to;
  const statement = inTotoStatement(subject);
  const known = await findOwn(to, statement);
  if (known) return { digest: known, tag: undefined, isKept: true };
  const bundle = toBlob(await signStatement(signatory, statement));
  const empty = toBlob({});
  const manifest = toBlob(createManifest(to, bundle, empty));
  for (const blob of [bundle, empty]) {
    await registry.pushBlob({ repository, blob, signal });
  }
  const { digest } = manifest;
  const content = { ...manifest, tag: digest, mediaType: OCI_TYPES.manifest };
  const listed = await registry.pushManifest(repository, content, signal);
  // It says so where it keeps the list itself.
  const tag = listed === undefined ? await list(to, manifest) : undefined;
  return { digest, tag, isKept: false };
}

const annotate = () => ({
  "dev.sigstore.bundle.content": "dsse-envelope",
  "dev.sigstore.bundle.predicateType": PREDICATE_TYPE,
  "org.opencontainers.image.created": new Date().toISOString(),
});

function createManifest(
  { artifact }: Attachment,
  bundle: BlobContent,
  empty: BlobContent,
) {
  const { digest, content, manifest } = artifact;
  const { mediaType } = JSON.parse(content.toString()) as {
    mediaType?: string;
  };
  const kind = manifest.kind === "index" ? OCI_TYPES.index : OCI_TYPES.manifest;
  return {
    schemaVersion: 2,
    mediaType: OCI_TYPES.manifest,
    artifactType: BUNDLE_TYPE,
    config: describeBlob(OCI_TYPES.empty, empty),
    layers: [embedBlob(BUNDLE_TYPE, bundle)],
    subject: { mediaType: mediaType ?? kind, digest, size: content.length },
    annotations: annotate(),
  };
}

/** The digest of a bundle in which the same key signed the same words before. */
async function findOwn(
  { registry, repository, artifact, signatory: { key }, signal }: Attachment,
  statement: Buffer,
): Promise<string | undefined> {
  if (!key) return undefined;
  const all = await registry.readReferrers(repository, artifact.digest, signal);
  for (const { digest, artifactType } of all) {
    if (!isBundle(artifactType)) continue;
    const wanted = { repository, reference: digest, signal };
    const found = await readIfThere(registry, wanted).catch(ignoreContent);
    const layer =
      found?.manifest.kind === "image" ? found.manifest.layers[0] : undefined;
    if (!layer || layer.size > LARGEST_BUNDLE) continue;
    const { digest: blob, size } = layer;
    const bytes = await readBlobBytes(registry, repository, {
      digest: blob,
      size,
      signal,
    }).catch(ignoreContent);
    if (bytes && isBundleOf(key, statement, bytes)) return digest;
  }
  return undefined;
}

const LARGEST_BUNDLE = 1024 * 1024;

/** What others left there and can't be read isn't ours. */
function ignoreContent(error: unknown): undefined {
  const isOdd = error instanceof NetworkFailure && !error.retryable;
  if (!isOdd) throw error;
}

/**
 * Where the registry keeps no list of what refers to a manifest, those who push do, under a tag.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
async function list(
  { registry, repository, artifact, signal }: Attachment,
  referrer: BlobContent,
): Promise<string> {
  const tag = referrersTag(artifact.digest);
  const wanted = { repository, reference: tag, signal };
  const found = await readIfThere(registry, wanted);
  if (found && found.manifest.kind !== "index") throw foreign(tag);
  const before = found
    ? (JSON.parse(found.content.toString()) as { manifests: unknown[] })
    : { manifests: [] };
  const entry = {
    ...describeBlob(OCI_TYPES.manifest, referrer),
    artifactType: BUNDLE_TYPE,
    annotations: annotate(),
  };
  const index = toBlob({
    schemaVersion: 2,
    mediaType: OCI_TYPES.index,
    ...before,
    manifests: [...before.manifests, entry],
  });
  const tagged = { ...index, tag, mediaType: OCI_TYPES.index };
  await registry.pushManifest(repository, tagged, signal);
  return tag;
}
