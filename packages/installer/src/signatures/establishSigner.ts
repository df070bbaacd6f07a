import { isDeepStrictEqual } from "node:util";
import { type PluginSigner, reportError } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { SignatureRule } from "../config/SignatureSettings.ts";
import { InstallerError } from "../errors.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { type Attested, NOT_ASKED } from "./Attested.ts";
import type { Kept, KeptEvidence } from "./KeptEvidence.ts";
import { refusalError } from "./refusalError.ts";
import type { Verdict } from "./Verdict.ts";

type Read<Evidence> = () => Promise<Evidence>;

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
  /** Whether the registry has nothing to add to it. */
  isComplete(evidence: Evidence): boolean;
  /** Throws CONFIG_TRUST_INVALID. */
  judge(evidence: Evidence): Promise<Verdict>;
  /** Ask the registry, each for more than the ones before it; the last one for all. Throw NetworkFailure. */
  readonly reads: readonly [Read<Evidence>, ...Read<Evidence>[]];
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
  const before = kept && (await judge(kept, inquiry));
  if (before && isSettled(before, inquiry)) {
    return conclude(inquiry, before, under);
  }
  const isSigned = before && "signer" in before.verdict;
  const isKnown = before && inquiry.isComplete(kept);
  // A start must not ask the registry each time for what only leads to a warning.
  if (isKnown && rule.mode === "warn") return conclude(inquiry, before, under);
  const now = await ask(inquiry).catch((error: unknown) => {
    if (!(error instanceof NetworkFailure)) throw error;
    // What is there speaks for itself; what is missing may only not have been read.
    if (before && (isKnown || !isMissing(before))) return before;
    throw inquiry.toError(error);
  });
  // Whom the rule believes counts, where the registry doesn't know the one that the lockfile names.
  const isLost = isSigned && "refusal" in now.verdict;
  return conclude(inquiry, isLost ? before : now, under);
}

interface Found<Evidence> {
  readonly evidence: Evidence;
  readonly verdict: Verdict;
}

async function judge<Evidence>(
  evidence: Evidence,
  inquiry: Inquiry<Evidence>,
): Promise<Found<Evidence>> {
  return { evidence, verdict: await inquiry.judge(evidence) };
}

/** Only a refusal, or another signer than the lockfile's, is reason to ask for more than one good signature. */
async function ask<Evidence extends KeptEvidence>(
  inquiry: Inquiry<Evidence>,
  [read, ...others] = inquiry.reads,
): Promise<Found<Evidence>> {
  const found = await judge(await read(), inquiry);
  const [next, ...more] = others;
  return next && !isSettled(found, inquiry)
    ? ask(inquiry, [next, ...more])
    : found;
}

function isSettled<Evidence>(
  { evidence, verdict }: Found<Evidence>,
  inquiry: Inquiry<Evidence>,
): boolean {
  return (
    "signer" in verdict &&
    (inquiry.isComplete(evidence) || isExpected(verdict.signer, inquiry))
  );
}

function isMissing({ verdict }: Found<unknown>): boolean {
  return (
    "refusal" in verdict && verdict.refusal.code === "VERIFY_SIGNATURE_MISSING"
  );
}

function isExpected(
  signer: PluginSigner,
  { expected }: Pick<Inquiry<unknown>, "expected">,
): boolean {
  return !expected || isDeepStrictEqual(expected, signer);
}

/** Who was found under the same rule, keys and roots before. */
function recall<Evidence>(
  inquiry: Inquiry<Evidence>,
  under: string | undefined,
): PluginSigner | undefined {
  const accepted = inquiry.kept?.accepted;
  if (!accepted || accepted.under !== under) return undefined;
  return isExpected(accepted.signer, inquiry) ? accepted.signer : undefined;
}

function conclude<Evidence extends KeptEvidence>(
  inquiry: Inquiry<Evidence>,
  { evidence, verdict }: Found<Evidence>,
  under: string | undefined,
): Attested {
  if ("signer" in verdict) return accept(verdict.signer, evidence, under);
  const error = refusalError(inquiry, verdict.refusal);
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
