import type { BlobContent } from "../sources/oci/blobContent.ts";
import type { Run } from "../createRun.ts";
import type { TrustFiles } from "../signatures/TrustFiles.ts";
import type { MirrorDraft } from "./MirrorDraft.ts";
import type { BlobRef } from "./MirrorContents.ts";
import type { MirrorTarget } from "./MirrorTarget.ts";

/** How many bytes came now, and how many were there before. */
interface Tally {
  copied: number;
  kept: number;
}

/** What copying one thing after the other shares. */
export interface Copying {
  readonly run: Run;
  readonly target: MirrorTarget;
  readonly draft: MirrorDraft;
  readonly tally: Tally;
  /** Remembers the keys of each registry. */
  readonly trust: TrustFiles;
}

/** What copying from one place of content to another takes of it. */
export type BlobCopying = Pick<Copying, "target" | "draft" | "tally">;

/** Brings a blob, unless it is there. `read` checks what it brings. */
export async function copyBlob(
  blob: BlobRef,
  { target, draft, tally }: BlobCopying,
  read: () => Promise<Buffer>,
): Promise<void> {
  const { digest, size } = blob;
  await draft.once(digest, async () => {
    if (await target.has(blob)) {
      tally.kept += size;
      return;
    }
    await target.put({ digest, bytes: await read() });
    tally.copied += size;
  });
}

/** The same for what is made here. */
export async function keepBlob(
  { digest, bytes }: BlobContent,
  copying: BlobCopying,
): Promise<BlobRef> {
  const blob = { digest, size: bytes.length };
  await copyBlob(blob, copying, () => Promise.resolve(bytes));
  return blob;
}
