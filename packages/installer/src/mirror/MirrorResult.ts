import type { ErrorReport } from "@flyloft/plugin-core";

export interface MirroredPlugin {
  /** The reference as written, redacted. */
  readonly text: string;
  readonly name: string;
  readonly version: string;
  /** `local`: it is on this machine already, and isn't copied. */
  readonly kind: "npm" | "oci" | "url" | "local";
  /** How many were copied. Nothing of them was checked. */
  readonly signatures: number;
  /** What is there and could not be copied, in words. */
  readonly notes: readonly string[];
}

export interface MirrorResult {
  /** As written. */
  readonly target: string;
  /** Whether it holds all that the lockfile names. Where it doesn't, an earlier mirror at the same place still stands. */
  readonly isComplete: boolean;
  /** Digest of the mirror's index; undefined where none was written. */
  readonly digest: string | undefined;
  readonly plugins: readonly MirroredPlugin[];
  readonly failed: readonly {
    readonly text: string;
    readonly reason: ErrorReport;
  }[];
  /** Packages of dependency trees. */
  readonly dependencies: number;
  readonly bytes: {
    readonly copied: number;
    /** What was there before. */
    readonly kept: number;
  };
}
