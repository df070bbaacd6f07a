import {
  readBlobBytes,
  readIfThere,
  signatureTag,
  describeBlob,
  OCI_TYPES,
  toBlob,
  type BlobContent,
} from "@flyloft/installer/publishing";
import { PublishError } from "../errors.ts";
import { type Attached, type Attachment, embedBlob } from "./Attachment.ts";
import { SIGNATURE, signPayload } from "./createSignatures.ts";
import { simpleSigning } from "./statements.ts";

const LAYER_TYPE = "application/vnd.dev.cosign.simplesigning.v1+json";

interface Layer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** As it is, with whatever others wrote there. */
interface SignatureImage {
  readonly layers: readonly Layer[];
  readonly [field: string]: unknown;
}

/**
 * Adds a signature in cosign's older form: one more layer of the image under the tag `sha256-<hex>.sig`. Those of others stay.
 * Throws PublishError `PUBLISH_SIGNATURES_FOREIGN` and what signing throws, and NetworkFailure.
 */
export async function attachSimple(to: Attachment): Promise<Attached> {
  const { registry, repository, artifact, subject, signatory, signal } = to;
  const tag = signatureTag(artifact.digest);
  const wanted = { repository, reference: tag, signal };
  const found = await readIfThere(registry, wanted);
  if (found?.manifest.kind === "index") throw foreign(tag);
  const before = found && parse(found.content);
  const payload = toBlob(simpleSigning(subject));
  if (found && (await isSigned(before?.layers ?? [], payload, to))) {
    return { digest: found.digest, tag, isKept: true };
  }
  const annotations = await signPayload(signatory, payload.bytes);
  const layer = { ...embedBlob(LAYER_TYPE, payload), annotations };
  const layers = [...(before?.layers ?? []), layer];
  const config = toBlob(createConfig(layers));
  const manifest = toBlob({
    schemaVersion: 2,
    mediaType: OCI_TYPES.manifest,
    ...before,
    config: describeBlob(OCI_TYPES.config, config),
    layers,
  });
  for (const blob of [payload, config]) {
    await registry.pushBlob({ repository, blob, signal });
  }
  const mediaType = OCI_TYPES.manifest;
  const tagged = { ...manifest, tag, mediaType };
  await registry.pushManifest(repository, tagged, signal);
  return { digest: manifest.digest, tag, isKept: false };
}

function parse(content: Buffer): SignatureImage {
  return JSON.parse(content.toString()) as SignatureImage;
}

/** Whether the same key signed the same words before. */
async function isSigned(
  layers: readonly Layer[],
  payload: BlobContent,
  { registry, repository, signatory: { key }, signal }: Attachment,
): Promise<boolean> {
  for (const { digest, size, annotations } of layers) {
    const signature = annotations?.[SIGNATURE];
    if (!key || digest !== payload.digest || !signature) continue;
    const bytes = Buffer.from(signature, "base64");
    if (!key.made(bytes, payload.bytes)) continue;
    // A registry may have lost what the manifest names.
    await readBlobBytes(registry, repository, { digest, size, signal });
    return true;
  }
  return false;
}

/** An image has to have one; the layers aren't compressed, so that their digests are also those of what is in them. */
function createConfig(layers: readonly Layer[]): object {
  return {
    architecture: "",
    os: "",
    config: {},
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
  };
}

export function foreign(tag: string): PublishError {
  return new PublishError(
    "PUBLISH_SIGNATURES_FOREIGN",
    `The tag ${tag}, where signatures belong, has something else`,
    {
      hint: "Look at it with skopeo inspect --raw, and delete the tag if nobody needs it. It was left as it is.",
    },
  );
}
