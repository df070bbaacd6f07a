import type { PluginSigner } from "@flyloft/plugin-core";
import type { ContainerEvidence } from "./ContainerEvidence.ts";
import type { NpmEvidence } from "./NpmEvidence.ts";

/** What the store keeps beside a package. */
export type KeptEvidence = Kept<NpmEvidence> | Kept<ContainerEvidence>;

export type Kept<Evidence> = Evidence & {
  /** What the evidence led to under one rule, where to find out again would cost a start more than to read it. */
  readonly accepted?: AcceptedEvidence | undefined;
};

interface AcceptedEvidence {
  /** From `fingerprintRule`. */
  readonly under: string;
  readonly signer: PluginSigner;
}
