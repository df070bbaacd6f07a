import type { PluginSigner } from "@flyloft/plugin-core";
import * as z from "zod";
import type {
  AcceptedContainerSigner,
  OciRule,
} from "../config/SignatureSettings.ts";
import { describeIssue } from "../describeIssue.ts";
import { type ArtifactSubject, checkClaim } from "./checkClaim.ts";
import { checkContainerKey } from "./checkContainerKey.ts";
import type {
  ContainerEvidence,
  ContainerSignature,
} from "./ContainerEvidence.ts";
import { parseBundleSignature } from "./parseBundleSignature.ts";
import { parseSimpleSignature } from "./parseSimpleSignature.ts";
import type { ParsedSignature } from "./SignedClaim.ts";
import type { TrustFiles } from "./TrustFiles.ts";
import { type Verdict, mostTelling, refuse } from "./Verdict.ts";

export interface ContainerCase {
  readonly subject: ArtifactSubject;
  readonly evidence: ContainerEvidence;
  readonly signers: OciRule["signers"];
  readonly trust: TrustFiles;
  /** Who counts first where several that the rule believes have signed. */
  readonly expected: PluginSigner | undefined;
}

/** Whether somebody that the rule believes signed the artifact. Throws CONFIG_TRUST_INVALID. */
export async function judgeContainer(of: ContainerCase): Promise<Verdict> {
  const { signatures, problems } = of.evidence;
  const parsed = signatures
    .map(parseSignature)
    .filter((one) => one !== undefined);
  const unread = [
    ...problems,
    ...parsed.filter((one) => typeof one === "string"),
  ];
  const verdicts = unread.map((problem) =>
    refuse("VERIFY_SIGNATURE_INVALID", problem),
  );
  const readable = parsed.filter((one) => typeof one === "object");
  for (const accepted of of.signers) {
    const check = await createCheck(accepted, of);
    for (const one of readable) {
      // A build says where an artifact comes from; a key that says so signed nothing but that.
      if (one.isProvenance && accepted.kind === "key") continue;
      verdicts.push(hold(check(one), one, { accepted, of }));
    }
  }
  return mostTelling(verdicts, of.expected);
}

/** Words for what can't be read, undefined for what is no signature. */
export function parseSignature(
  signature: ContainerSignature,
): ParsedSignature | string | undefined {
  try {
    return signature.form === "simple"
      ? parseSimpleSignature(signature)
      : parseBundleSignature(signature);
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? describeIssue(error)
        : (error as Error).message;
    return `a signature of ${signature.subject} can't be read: ${why}`;
  }
}

type Check = (parsed: ParsedSignature) => Verdict;

/** Who made a signature, whatever it is of. */
async function createCheck(
  accepted: AcceptedContainerSigner,
  { trust, evidence: { readAt } }: ContainerCase,
): Promise<Check> {
  if (accepted.kind === "key") {
    const keys = await trust.publicKeys(accepted.keyFile);
    return (parsed) => checkContainerKey(parsed, keys, readAt);
  }
  const verifier = await trust.verifier();
  const { checkContainerCertificate } =
    await import("./checkContainerCertificate.ts");
  return (parsed) => checkContainerCertificate(parsed, accepted, verifier);
}

/** A right signature, held against what was asked for. */
function hold(
  verdict: Verdict,
  { claim }: ParsedSignature,
  {
    accepted: { signedAs },
    of: { subject, evidence },
  }: { readonly accepted: AcceptedContainerSigner; readonly of: ContainerCase },
): Verdict {
  if ("refusal" in verdict) return verdict;
  const { digest } = subject;
  const { index } = evidence;
  const digests = [digest, ...(index ? [index] : [])];
  const refusal = checkClaim(claim, subject, { digests, signedAs });
  return refusal ? { refusal } : verdict;
}
