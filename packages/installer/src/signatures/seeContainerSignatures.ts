import type { OciRule } from "../config/SignatureSettings.ts";
import { type ArtifactSubject, checkClaim } from "./checkClaim.ts";
import { checkContainerKey } from "./checkContainerKey.ts";
import type {
  ContainerEvidence,
  ContainerSignature,
} from "./ContainerEvidence.ts";
import { parseSignature } from "./judgeContainer.ts";
import type { PublicKey } from "./parsePublicKeys.ts";
import type { SeenSignature } from "./SeenSignature.ts";
import type { ParsedSignature } from "./SignedClaim.ts";
import type { TrustFiles } from "./TrustFiles.ts";
import type { Verdict } from "./Verdict.ts";

interface Sight {
  readonly subject: ArtifactSubject;
  readonly evidence: ContainerEvidence;
  /** Whose keys are tried. */
  readonly rule: OciRule | undefined;
  readonly trust: TrustFiles;
}

/** Every signature that an artifact has. Throws CONFIG_TRUST_INVALID. */
export async function seeContainerSignatures(
  of: Sight,
): Promise<readonly SeenSignature[]> {
  const { signatures, problems } = of.evidence;
  const keys: PublicKey[] = [];
  for (const signer of of.rule?.signers ?? []) {
    if (signer.kind !== "key") continue;
    keys.push(...(await of.trust.publicKeys(signer.keyFile)));
  }
  const seen: SeenSignature[] = [];
  for (const signature of signatures) {
    const one = await see(signature, keys, of);
    if (one) seen.push(one);
  }
  const unread = problems.map((problem) => unreadable("bundle", problem));
  return [...seen, ...unread];
}

async function see(
  signature: ContainerSignature,
  keys: readonly PublicKey[],
  of: Sight,
): Promise<SeenSignature | undefined> {
  const { form } = signature;
  const parsed = parseSignature(signature);
  if (parsed === undefined) return undefined;
  if (typeof parsed === "string") return unreadable(form, parsed);
  const { claim } = parsed;
  const said = {
    form,
    signedAs: claim.subjects.find(({ name }) => name !== undefined)?.name,
    plugins: claim.plugins,
  };
  const verdict = await check(parsed, keys, of);
  const { subject, evidence } = of;
  const { digest } = subject;
  const { index } = evidence;
  const digests = [digest, ...(index ? [index] : [])];
  const other = checkClaim(claim, subject, { digests, signedAs: "*" });
  if (verdict === undefined) {
    const signer = signerBy(parsed);
    return { ...said, signer, isChecked: false, problem: other?.message };
  }
  const refusal = "refusal" in verdict ? verdict.refusal : other;
  return {
    ...said,
    signer: "signer" in verdict ? verdict.signer : signerBy(parsed),
    isChecked: "signer" in verdict,
    problem: refusal?.message,
  };
}

/** Undefined where only a key would tell that isn't there. */
async function check(
  parsed: ParsedSignature,
  keys: readonly PublicKey[],
  { evidence, trust }: Sight,
): Promise<Verdict | undefined> {
  if (parsed.by === "certificate") {
    const { checkContainerCertificate } =
      await import("./checkContainerCertificate.ts");
    const verifier = await trust.verifier();
    return checkContainerCertificate(parsed, undefined, verifier);
  }
  const verdict = checkContainerKey(parsed, keys, evidence.readAt);
  const isOther =
    "refusal" in verdict && verdict.refusal.code === "VERIFY_SIGNER_FORBIDDEN";
  return isOther ? undefined : verdict;
}

const SHA256_BYTES = 32;

/** Whose it is by its own word. */
function signerBy({ hint }: ParsedSignature): SeenSignature["signer"] {
  if (hint === undefined) return undefined;
  const bytes = Buffer.from(hint, "base64");
  const identity =
    bytes.length === SHA256_BYTES ? `sha256:${bytes.toString("hex")}` : hint;
  return { kind: "key", identity };
}

function unreadable(
  form: SeenSignature["form"],
  problem: string,
): SeenSignature {
  const unknown = {
    signer: undefined,
    signedAs: undefined,
    plugins: undefined,
  };
  return { form, ...unknown, isChecked: false, problem };
}
