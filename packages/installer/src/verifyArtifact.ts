import type { OciReference } from "@flyloft/plugin-core";
import type { AcceptedContainerSigner } from "./config/SignatureSettings.ts";
import type { ContainerEvidence } from "./signatures/ContainerEvidence.ts";
import { judgeContainer } from "./signatures/judgeContainer.ts";
import { readContainerEvidence } from "./signatures/readContainerEvidence.ts";
import { TrustFiles } from "./signatures/TrustFiles.ts";
import type { Verdict } from "./signatures/Verdict.ts";
import type { OciRegistry } from "./sources/oci/OciRegistry.ts";
import { readArtifact } from "./sources/oci/readArtifact.ts";

export interface ArtifactToVerify {
  readonly reference: OciReference;
  readonly signers: readonly AcceptedContainerSigner[];
  /** Sigstore's `trusted_root.json`; the public one where undefined. */
  readonly trustedRoot: string | undefined;
  readonly signal: AbortSignal;
}

export interface VerifiedArtifact {
  /** Of the manifest that concerns this machine. */
  readonly digest: string;
  readonly evidence: ContainerEvidence;
  readonly verdict: Verdict;
}

/**
 * Whether one of the signers signed what a reference means now, as an installation under a rule would find out before it
 * fetches. Throws NetworkFailure, and InstallerError CONFIG_TRUST_INVALID.
 */
export async function verifyArtifact(
  registry: OciRegistry,
  { reference, signers, trustedRoot, signal }: ArtifactToVerify,
): Promise<VerifiedArtifact> {
  const { repository, tag } = reference;
  const { digest, index } = await readArtifact(registry, reference, signal);
  const asked = { repository, digest, index, signal };
  const evidence = await readContainerEvidence(registry, asked);
  const verdict = await judgeContainer({
    subject: {
      registry: reference.registry,
      repository,
      digest,
      tag: reference.digest === undefined ? tag : undefined,
      plugin: undefined,
    },
    evidence,
    signers,
    trust: new TrustFiles({ rules: [], trustedRoot }),
    expected: undefined,
  });
  return { digest, evidence, verdict };
}
