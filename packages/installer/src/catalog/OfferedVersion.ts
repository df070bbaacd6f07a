import type { ErrorReport } from "@flyloft/plugin-core";

/** A version that a source offers. */
export interface OfferedVersion {
  /** Of an OCI artifact: a tag. */
  readonly version: string;
  /** What installing it installs. */
  readonly reference?: string | undefined;
  /** ISO 8601. */
  readonly publishedAt?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The publisher's words. */
  readonly deprecated?: string | undefined;
  /** Left out where nobody looked or nobody can tell. */
  readonly isCompatible?: boolean | undefined;
  /** Why it doesn't run here. */
  readonly problem?: ErrorReport | undefined;
}
