import type { PluginSigner } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { LazyOciAccess } from "../resolve/LazyOciAccess.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import {
  RESOLVE_CODES,
  toInstallerError,
} from "../sources/oci/toInstallerError.ts";
import { ArtifactSignatures } from "./ArtifactSignatures.ts";
import type { ArtifactSubject } from "./checkClaim.ts";
import type { ContainerEvidence } from "./ContainerEvidence.ts";
import type { Inquiry } from "./establishSigner.ts";
import { fingerprintRule } from "./fingerprintRule.ts";
import { judgeContainer } from "./judgeContainer.ts";
import type { Kept } from "./KeptEvidence.ts";
import { repositoryName } from "./repositoryName.ts";
import type { SignaturePolicy } from "./SignaturePolicy.ts";

export interface ArtifactToAttest {
  readonly request: PluginRequest;
  readonly subject: ArtifactSubject;
  /** Digest of the index that led to it, by the word of the registry or the lockfile. */
  readonly index: string | undefined;
  readonly kept: Kept<ContainerEvidence> | undefined;
  readonly expected: PluginSigner | undefined;
}

/** Who signed an OCI artifact; undefined where no rule asks. */
export function inquireOci(
  asked: ArtifactToAttest,
  policy: SignaturePolicy,
  {
    context,
    openOci,
  }: Pick<LazyOciAccess, "openOci"> & { readonly context: ResolveContext },
): Inquiry<ContainerEvidence> | undefined {
  const { request, subject, index, kept, expected } = asked;
  const { registry, repository, digest } = subject;
  const rule = policy.ociRuleFor(registry, repository);
  if (!rule) return undefined;
  const { trust } = policy;
  const { signers } = rule;
  const isCostly = signers.some(({ kind }) => kind === "certificate");
  const what = `${repositoryName(registry, repository)}@${digest}`;
  const { signal } = context;
  const open = async () => (await openOci()).registry(registry, context);
  const signatures = policy.signaturesOf(`${what} ${index}`, () => {
    return new ArtifactSignatures(open, { repository, digest, index, signal });
  });
  const readSome = () => {
    // Sigstore's code is loaded while the registry is thinking; who needs it is told what is wrong with the root.
    if (isCostly) trust.verifier().catch(() => undefined);
    return signatures.some();
  };
  const readAll = () => signatures.all();
  return {
    request,
    rule,
    what,
    expected,
    kept,
    fingerprint: async () =>
      isCostly ? fingerprintRule(subject, rule, trust) : undefined,
    isComplete: ({ isPartial }) => !isPartial,
    judge: (evidence) =>
      judgeContainer({ subject, evidence, signers, trust, expected }),
    reads: policy.isThorough ? [readAll] : [readSome, readAll],
    toError: (failure) => toInstallerError(failure, RESOLVE_CODES, request),
  };
}
