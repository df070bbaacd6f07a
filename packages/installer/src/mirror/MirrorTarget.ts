import type { BlobContent } from "../sources/oci/blobContent.ts";
import type { BlobRef, MirroredArchive } from "./MirrorContents.ts";

export interface MirrorManifest extends BlobContent {
  readonly mediaType: string;
}

/** The last things to be written: until then nobody sees anything of what was brought. */
export interface MirrorEnd {
  readonly root: MirrorManifest;
  /** For tools that look for what signs a digest by its tag. */
  readonly tags: Readonly<Record<string, MirrorManifest>>;
  /** All that the root leads to. What else an earlier mirror had isn't needed any more. */
  readonly digests: ReadonlySet<string>;
}

/** Where a mirror is written. What is there already isn't brought again, also of a run that was broken off. */
export interface MirrorTarget {
  /** As written. */
  readonly text: string;
  /** The bytes with this integrity, where it has them. */
  findArchive(
    integrity: string,
  ): Promise<Omit<MirroredArchive, "title"> | undefined>;
  has(blob: BlobRef): Promise<boolean>;
  put(blob: BlobContent): Promise<void>;
  /** What it names has to be there. */
  putManifest(manifest: MirrorManifest): Promise<void>;
  finish(end: MirrorEnd): Promise<void>;
  close(): Promise<void>;
}
