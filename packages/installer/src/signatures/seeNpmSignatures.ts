import type { NpmRule } from "../config/SignatureSettings.ts";
import { checkRegistrySignature } from "./checkRegistrySignature.ts";
import type { NpmEvidence } from "./NpmEvidence.ts";
import type { SeenSignature } from "./SeenSignature.ts";
import type { SignedSubject } from "./SignedSubject.ts";
import type { TrustFiles } from "./TrustFiles.ts";
import type { Verdict } from "./Verdict.ts";

interface Sight {
  readonly subject: SignedSubject;
  readonly evidence: NpmEvidence;
  /** Whose keys are tried. */
  readonly rule: NpmRule | undefined;
  readonly trust: TrustFiles;
}

/** Every signature of a package that was asked for. Throws CONFIG_TRUST_INVALID. */
export async function seeNpmSignatures({
  subject,
  evidence,
  rule,
  trust,
}: Sight): Promise<readonly SeenSignature[]> {
  const known = rule ? await trust.keysOf(rule) : [];
  const keys = [...(evidence.keys ?? []), ...known];
  const { name, version } = subject;
  const plugins = `${name}@${version}`;
  const signed = evidence.signatures.map((signature): SeenSignature => {
    const only = { ...evidence, signatures: [signature] };
    const verdict = checkRegistrySignature(subject, keys, only);
    const { keyid } = signature;
    const said = { kind: "registry" as const, identity: keyid, keyId: keyid };
    return toSeen("registry", verdict, { plugins, signer: said });
  });
  const { attestations = [] } = evidence;
  if (attestations.length === 0) return signed;
  const { checkProvenance } = await import("./checkProvenance.ts");
  const verifier = await trust.verifier();
  const built = attestations.flatMap((attestation) => {
    const means = { accepted: undefined, verifier };
    const verdict = checkProvenance(subject, [attestation], means);
    // Others say something else about the package than what it was made of.
    const isOther =
      "refusal" in verdict &&
      verdict.refusal.code === "VERIFY_SIGNATURE_MISSING";
    if (isOther) return [];
    return [toSeen("provenance", verdict, { plugins, signer: undefined })];
  });
  return [...signed, ...built];
}

function toSeen(
  form: SeenSignature["form"],
  verdict: Verdict,
  said: Pick<SeenSignature, "plugins" | "signer">,
): SeenSignature {
  const common = { form, signedAs: undefined, plugins: said.plugins };
  return "signer" in verdict
    ? { ...common, ...verdict, isChecked: true, problem: undefined }
    : {
        ...common,
        signer: said.signer,
        isChecked: false,
        problem: verdict.refusal.message,
      };
}
