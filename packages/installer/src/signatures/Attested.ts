import type { ErrorReport, PluginSigner } from "@flyloft/plugin-core";
import type { KeptEvidence } from "./KeptEvidence.ts";

/** What was found out of a package's signer. */
export interface Attested {
  /** Undefined where nothing was asked, or a warning says why there is none. */
  readonly signer: PluginSigner | undefined;
  readonly warnings: readonly ErrorReport[];
  /** To be kept beside the package. */
  readonly evidence: KeptEvidence | undefined;
}

export const NOT_ASKED: Attested = {
  signer: undefined,
  warnings: [],
  evidence: undefined,
};
