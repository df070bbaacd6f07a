import type { Place } from "@flyloft/plugin-core";
import type { TreeFile } from "../../fetch/FetchedPlugin.ts";

/** Caps that hold for every source. */
export interface UnpackLimits {
  /** Unpacked bytes in all. */
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly maxDepth: number;
  readonly timeoutMs: number;
}

export interface UnpackOptions {
  /** An existing, empty folder of this attempt alone. */
  readonly into: string;
  /**
   * Where an entry goes: its path below `into`, or undefined to leave it out. Every entry is checked, also those left
   * out: the first violation refuses the whole archive.
   */
  readonly select: (path: string) => string | undefined;
  readonly limits: UnpackLimits;
  /** For messages. */
  readonly plugin: string;
  readonly place: Place | undefined;
}

/** What was written. `seen` counts all entries of the archive, also those left out. */
export interface UnpackedTree {
  readonly files: readonly TreeFile[];
  readonly seen: number;
}
