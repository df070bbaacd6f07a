import { createHash } from "node:crypto";

/** Bytes as registries know them. */
export interface BlobContent {
  /** `sha256:<hex>` */
  readonly digest: string;
  readonly bytes: Buffer;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Bytes as they are, all else as JSON. */
export function toBlob(content: unknown): BlobContent {
  const bytes = Buffer.isBuffer(content)
    ? content
    : Buffer.from(JSON.stringify(content));
  return { digest: digestOf(bytes), bytes };
}

/** As manifests and indexes name it. */
export function describeBlob(
  mediaType: string,
  { digest, bytes }: BlobContent,
) {
  return { mediaType, digest, size: bytes.length };
}
