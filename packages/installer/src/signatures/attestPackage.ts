import { isDeepStrictEqual } from "node:util";
import {
  type ErrorReport,
  type PluginSigner,
  reportError,
} from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { SignatureRule } from "../config/SignatureSettings.ts";
import { InstallerError } from "../errors.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { registryError } from "../resolve/registryError.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import { judgeEvidence } from "./judgeEvidence.ts";
import { fingerprintRule } from "./fingerprintRule.ts";
import type {
  KeptEvidence,
  NpmEvidence,
  PublishedSignatures,
} from "./NpmEvidence.ts";
import { readEvidence } from "./readEvidence.ts";
import { refusalError } from "./refusalError.ts";
import type { SignaturePolicy } from "./SignaturePolicy.ts";
import type { SignedSubject } from "./SignedSubject.ts";
import type { Refusal, Verdict } from "./Verdict.ts";

export interface PackageToAttest {
  readonly request: PluginRequest;
  readonly subject: SignedSubject;
  /** What the registry said when it was asked for the version; undefined where it wasn't asked. */
  readonly published: PublishedSignatures | undefined;
  /** Of an earlier check, beside the package in the store. */
  readonly kept: KeptEvidence | undefined;
  /** Whom the lockfile names. */
  readonly expected: PluginSigner | undefined;
}

export interface Attested {
  /** Undefined where nothing was asked, or a warning says why there is none. */
  readonly signer: PluginSigner | undefined;
  readonly warnings: readonly ErrorReport[];
  /** To be kept beside the package. */
  readonly evidence: KeptEvidence | undefined;
}

const NOT_ASKED: Attested = {
  signer: undefined,
  warnings: [],
  evidence: undefined,
};

/**
 * Finds out who signed a package, where a rule asks for it. What was kept of an earlier check is judged by today's rules
 * and keys; only what they ask beyond it is asked of the registry.
 *
 * @throws InstallerError a VERIFY_ code where the rule requires a signer and there is none, a RESOLVE_ code where the
 *   registry can't tell, CONFIG_TRUST_INVALID whatever the rule's mode
 */
export async function attestPackage(
  asked: PackageToAttest,
  policy: SignaturePolicy,
  context: ResolveContext & NpmAccess,
): Promise<Attested> {
  const registry = (await context.npmConfig()).registryOf(asked.subject.name);
  const rule = policy.ruleFor(asked.subject.name, registry);
  if (!rule) return NOT_ASKED;
  try {
    return await establish(asked, { rule, policy, context });
  } catch (error) {
    const mayGoOn =
      rule.mode === "warn" &&
      error instanceof InstallerError &&
      error.code !== "CONFIG_TRUST_INVALID";
    if (!mayGoOn) throw error;
    const warnings = [reportError(error, error.code)];
    return { ...NOT_ASKED, warnings };
  }
}

interface Means {
  readonly rule: SignatureRule;
  readonly policy: SignaturePolicy;
  readonly context: ResolveContext & NpmAccess;
}

async function establish(
  asked: PackageToAttest,
  means: Means,
): Promise<Attested> {
  const { kept, subject } = asked;
  const { rule, policy } = means;
  const isCostly = rule.signers.some(({ kind }) => kind === "provenance");
  const under = isCostly
    ? await fingerprintRule(subject, rule, policy.trust)
    : undefined;
  const recalled = recall(asked, under);
  if (recalled) return { signer: recalled, warnings: [], evidence: kept };
  const before = kept && (await judge(asked, kept, means));
  if (before && "signer" in before) return accept(before.signer, kept, under);
  const known =
    before && isComplete(kept, rule)
      ? { evidence: kept, refusal: before.refusal, rule }
      : undefined;
  if (known && rule.mode === "warn") return tell(asked, known);
  const evidence = await read(asked, means).catch((error: unknown) => {
    if (!(error instanceof NetworkFailure)) throw error;
    if (known) return known.evidence;
    throw registryError(asked.request, error);
  });
  const now = await judge(asked, evidence, means);
  if ("signer" in now) return accept(now.signer, evidence, under);
  return tell(asked, { evidence, refusal: now.refusal, rule });
}

/** Who was found under the same rule, keys and roots before. */
function recall(
  { kept, expected }: PackageToAttest,
  under: string | undefined,
): PluginSigner | undefined {
  const accepted = kept?.accepted;
  if (!accepted || accepted.under !== under) return undefined;
  const isExpected = !expected || isDeepStrictEqual(expected, accepted.signer);
  return isExpected ? accepted.signer : undefined;
}

/** Whether the registry has nothing to add: a start must not ask it each time for what only leads to a warning. */
function isComplete(kept: NpmEvidence, { signers }: SignatureRule): boolean {
  return signers.every((signer) =>
    signer.kind === "provenance"
      ? kept.attestations !== undefined
      : signer.keyFile !== undefined || kept.keys !== undefined,
  );
}

interface Refused {
  readonly evidence: NpmEvidence;
  readonly refusal: Refusal;
  readonly rule: SignatureRule;
}

function tell(
  asked: PackageToAttest,
  { evidence, refusal, rule }: Refused,
): Attested {
  const error = refusalError(asked, refusal, rule);
  if (rule.mode === "require") throw error;
  const warnings = [reportError(error, error.code)];
  return { signer: undefined, warnings, evidence };
}

function judge(
  { subject, expected }: PackageToAttest,
  evidence: NpmEvidence,
  { rule, policy: { trust } }: Means,
): Promise<Verdict> {
  return judgeEvidence({ subject, evidence, rule, trust, expected });
}

function read(
  { subject, published }: PackageToAttest,
  { rule, policy: { trust }, context }: Means,
): Promise<NpmEvidence> {
  return readEvidence({ subject, rule, published, trust }, context);
}

function accept(
  signer: PluginSigner,
  evidence: NpmEvidence,
  under: string | undefined,
): Attested {
  const accepted = under === undefined ? undefined : { under, signer };
  const kept = { ...evidence, ...(accepted && { accepted }) };
  return { signer, warnings: [], evidence: kept };
}
