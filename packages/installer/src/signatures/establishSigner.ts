import { isDeepStrictEqual } from "node:util";
import { type PluginSigner, reportError } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { SignatureRule } from "../config/SignatureSettings.ts";
import { InstallerError } from "../errors.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { type Attested, NOT_ASKED } from "./Attested.ts";
import type { Kept, KeptEvidence } from "./KeptEvidence.ts";
import { refusalError } from "./refusalError.ts";
import type { Refusal, Verdict } from "./Verdict.ts";

/** The question who signed one package, with all that it takes to answer it for packages of its kind. */
export interface Inquiry<Evidence> {
  readonly request: PluginRequest;
  readonly rule: SignatureRule;
  /** The package as refusals call it. */
  readonly what: string;
  /** Whom the lockfile names. */
  readonly expected: PluginSigner | undefined;
  /** Of an earlier check, beside the package in the store. */
  readonly kept: Kept<Evidence> | undefined;
  /** Under which an earlier answer stands. Throws CONFIG_TRUST_INVALID. */
  fingerprint(): Promise<string | undefined>;
  /** Whether the registry has nothing to add: a start must not ask it each time for what only leads to a warning. */
  isComplete(evidence: Evidence): boolean;
  /** Throws CONFIG_TRUST_INVALID. */
  judge(evidence: Evidence): Promise<Verdict>;
  /** Asks the registry. Throws NetworkFailure. */
  read(): Promise<Evidence>;
  /** What becomes of a registry that can't tell. */
  toError(failure: NetworkFailure): unknown;
}

/**
 * Finds out who signed a package. What was kept of an earlier check is judged by today's rules and keys; only what they ask
 * beyond it is asked of the registry.
 *
 * @throws InstallerError a VERIFY_ code where the rule requires a signer and there is none, a RESOLVE_ code where the
 *   registry can't tell, CONFIG_TRUST_INVALID whatever the rule's mode
 */
export async function establishSigner<Evidence extends KeptEvidence>(
  inquiry: Inquiry<Evidence>,
): Promise<Attested> {
  try {
    return await establish(inquiry);
  } catch (error) {
    const mayGoOn =
      inquiry.rule.mode === "warn" &&
      error instanceof InstallerError &&
      error.code !== "CONFIG_TRUST_INVALID";
    if (!mayGoOn) throw error;
    const warnings = [reportError(error, error.code)];
    return { ...NOT_ASKED, warnings };
  }
}

async function establish<Evidence extends KeptEvidence>(
  inquiry: Inquiry<Evidence>,
): Promise<Attested> {
  const { kept, rule } = inquiry;
  const under = await inquiry.fingerprint();
  const recalled = recall(inquiry, under);
  if (recalled) return { signer: recalled, warnings: [], evidence: kept };
  const before = kept && (await inquiry.judge(kept));
  if (before && "signer" in before) return accept(before.signer, kept, under);
  const known =
    before && inquiry.isComplete(kept)
      ? { evidence: kept, refusal: before.refusal }
      : undefined;
  if (known && rule.mode === "warn") return tell(inquiry, known);
  const evidence = await inquiry.read().catch((error: unknown) => {
    if (!(error instanceof NetworkFailure)) throw error;
    if (known) return known.evidence;
    throw inquiry.toError(error);
  });
  const now = await inquiry.judge(evidence);
  if ("signer" in now) return accept(now.signer, evidence, under);
  return tell(inquiry, { evidence, refusal: now.refusal });
}

/** Who was found under the same rule, keys and roots before. */
function recall<Evidence>(
  { kept, expected }: Inquiry<Evidence>,
  under: string | undefined,
): PluginSigner | undefined {
  const accepted = kept?.accepted;
  if (!accepted || accepted.under !== under) return undefined;
  const isExpected = !expected || isDeepStrictEqual(expected, accepted.signer);
  return isExpected ? accepted.signer : undefined;
}

interface Refused {
  readonly evidence: KeptEvidence;
  readonly refusal: Refusal;
}

function tell<Evidence>(
  inquiry: Inquiry<Evidence>,
  { evidence, refusal }: Refused,
): Attested {
  const error = refusalError(inquiry, refusal);
  if (inquiry.rule.mode === "require") throw error;
  const warnings = [reportError(error, error.code)];
  return { signer: undefined, warnings, evidence };
}

function accept(
  signer: PluginSigner,
  evidence: KeptEvidence,
  under: string | undefined,
): Attested {
  const accepted = under === undefined ? undefined : { under, signer };
  const kept = { ...evidence, ...(accepted && { accepted }) };
  return { signer, warnings: [], evidence: kept };
}
