import {
  type BlobContent,
  describeBlob,
  type IdentifiedManifest,
  type OciRegistry,
} from "@flyloft/installer/publishing";
import type { Signatory } from "./Signatory.ts";
import type { SigningSubject } from "./statements.ts";

/** All that it takes to put a signature beside an artifact. */
export interface Attachment {
  readonly registry: OciRegistry;
  readonly repository: string;
  /** The manifest that is signed. */
  readonly artifact: IdentifiedManifest;
  readonly subject: SigningSubject;
  readonly signatory: Signatory;
  readonly signal: AbortSignal;
}

/** Where a signature is. */
export interface Attached {
  /** Of the manifest that holds it. */
  readonly digest: string;
  /** By which it is found; undefined where the registry lists it. */
  readonly tag: string | undefined;
  /** It was there already, made with the same key over the same words. */
  readonly isKept: boolean;
}

/** With its bytes in the manifest, too: who reads that needn't ask for the blob. */
export function embedBlob(mediaType: string, blob: BlobContent) {
  const data = blob.bytes.toString("base64");
  return { ...describeBlob(mediaType, blob), data };
}
