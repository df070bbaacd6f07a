import type { InstallerErrorCode } from "../errors.ts";

/** One thing in which a package doesn't fit its host. */
export interface Finding {
  readonly code: InstallerErrorCode;
  /** Whether the package isn't imported because of it. */
  readonly blocks: boolean;
  readonly message: string;
}
