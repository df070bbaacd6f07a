import type { PluginSigner } from "@flyloft/plugin-core";
import type { AcceptedSigner, NpmRule } from "../config/SignatureSettings.ts";
import { checkRegistrySignature } from "./checkRegistrySignature.ts";
import type { NpmEvidence } from "./NpmEvidence.ts";
import type { SignedSubject } from "./SignedSubject.ts";
import type { TrustFiles } from "./TrustFiles.ts";
import { type Verdict, mostTelling } from "./Verdict.ts";

export interface Case {
  readonly subject: SignedSubject;
  readonly evidence: NpmEvidence;
  readonly rule: NpmRule;
  readonly trust: TrustFiles;
  /** Who counts first where several that the rule believes have signed. */
  readonly expected: PluginSigner | undefined;
}

/** Whether somebody that the rule believes signed the package. Throws CONFIG_TRUST_INVALID. */
export async function judgeEvidence(of: Case): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  for (const signer of of.rule.signers) verdicts.push(await judge(signer, of));
  return mostTelling(verdicts, of.expected);
}

async function judge(
  accepted: AcceptedSigner,
  { subject, evidence, trust }: Case,
): Promise<Verdict> {
  if (accepted.kind === "registry") {
    const keys = accepted.keyFile
      ? await trust.keyFile(accepted.keyFile)
      : (evidence.keys ?? []);
    return checkRegistrySignature(subject, keys, evidence);
  }
  const verifier = await trust.verifier();
  const { checkProvenance } = await import("./checkProvenance.ts");
  const { attestations = [] } = evidence;
  return checkProvenance(subject, attestations, { accepted, verifier });
}
