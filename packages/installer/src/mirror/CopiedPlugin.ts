import type { MirroredPlugin } from "./MirrorResult.ts";

/** What was copied of one plugin, beside its bytes. */
export interface CopiedPlugin {
  readonly kind: MirroredPlugin["kind"];
  readonly signatures: number;
  /** What is there and could not be copied, in words. */
  readonly notes: readonly string[];
}
