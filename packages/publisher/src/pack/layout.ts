import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import {
  type BlobContent,
  digestOf,
  OCI_TYPES,
} from "@flyloft/installer/publishing";
import { PublishError } from "../errors.ts";
import { type Artifact, ARTIFACT_TYPE } from "./createArtifact.ts";

const REF_NAME = "org.opencontainers.image.ref.name";

/** Writes an OCI image layout: what `skopeo copy oci:<folder>:<tag>` reads. https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
export async function writeLayout(
  folder: string,
  { manifest, blobs }: Artifact,
  tag: string,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, "blobs/sha256"), { recursive: true });
  for (const { digest, bytes } of [...blobs, manifest]) {
    await writeFile(blobFile(folder, digest), bytes);
  }
  const index = {
    schemaVersion: 2,
    mediaType: OCI_TYPES.index,
    manifests: [
      {
        mediaType: OCI_TYPES.manifest,
        digest: manifest.digest,
        size: manifest.bytes.length,
        artifactType: ARTIFACT_TYPE,
        annotations: { [REF_NAME]: tag },
      },
    ],
  };
  const files = {
    "index.json": index,
    "oci-layout": { imageLayoutVersion: "1.0.0" },
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), JSON.stringify(content));
  }
}

const digest = z.string().regex(/^sha256:[a-f0-9]{64}$/);
const described = z.looseObject({ digest });
const indexSchema = z.looseObject({
  manifests: z.array(described.extend({ mediaType: z.string() })).length(1),
});
const manifestSchema = z.looseObject({
  config: described,
  layers: z.array(described),
});

/** What a layout folder holds: one manifest and its blobs, each checked against its digest. */
export interface LayoutContent {
  readonly manifest: BlobContent & { readonly mediaType: string };
  readonly blobs: readonly BlobContent[];
}

/** @throws PublishError `PUBLISH_LAYOUT_INVALID` */
export async function readLayout(folder: string): Promise<LayoutContent> {
  try {
    const text = await readFile(path.join(folder, "index.json"), "utf8");
    const [entry] = indexSchema.parse(JSON.parse(text)).manifests;
    if (!entry) throw new Error("its index is empty");
    const manifest = await readBlob(folder, entry.digest);
    const parsed = manifestSchema.parse(JSON.parse(manifest.bytes.toString()));
    const digests = [parsed.config, ...parsed.layers].map((one) => one.digest);
    const blobs = await Promise.all(
      [...new Set(digests)].map((one) => readBlob(folder, one)),
    );
    const { mediaType } = entry;
    return { manifest: { ...manifest, mediaType }, blobs };
  } catch (cause) {
    throw new PublishError(
      "PUBLISH_LAYOUT_INVALID",
      `${folder} is no OCI layout with one artifact: ${(cause as Error).message}`,
      { hint: "Make one with flyloft plugin pack --format oci.", cause },
    );
  }
}

async function readBlob(folder: string, named: string): Promise<BlobContent> {
  const bytes = await readFile(blobFile(folder, named));
  if (digestOf(bytes) === named) return { digest: named, bytes };
  throw new Error(`the file of ${named} has other content`);
}

function blobFile(folder: string, named: string): string {
  return path.join(folder, "blobs", ...named.split(":"));
}
