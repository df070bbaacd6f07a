import type { PluginSigner } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { NpmRule } from "../config/SignatureSettings.ts";
import { registryError } from "../resolve/registryError.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { Inquiry } from "./establishSigner.ts";
import { fingerprintRule } from "./fingerprintRule.ts";
import { judgeEvidence } from "./judgeEvidence.ts";
import type { Kept } from "./KeptEvidence.ts";
import type { NpmEvidence, PublishedSignatures } from "./NpmEvidence.ts";
import { readEvidence } from "./readEvidence.ts";
import type { SignaturePolicy } from "./SignaturePolicy.ts";
import type { SignedSubject } from "./SignedSubject.ts";

export interface PackageToAttest {
  readonly request: PluginRequest;
  readonly subject: SignedSubject;
  /** What the registry said when it was asked for the version; undefined where it wasn't asked. */
  readonly published: PublishedSignatures | undefined;
  readonly kept: Kept<NpmEvidence> | undefined;
  readonly expected: PluginSigner | undefined;
}

/** Who signed an npm package; undefined where no rule asks. */
export async function inquireNpm(
  asked: PackageToAttest,
  policy: SignaturePolicy,
  context: ResolveContext & NpmAccess,
): Promise<Inquiry<NpmEvidence> | undefined> {
  const { request, subject, published, kept, expected } = asked;
  const registry = (await context.npmConfig()).registryOf(subject.name);
  const rule = policy.ruleFor(subject.name, registry);
  if (!rule) return undefined;
  const { trust } = policy;
  const isCostly = rule.signers.some(({ kind }) => kind === "provenance");
  return {
    request,
    rule,
    what: `${subject.name}@${subject.version}`,
    expected,
    kept,
    fingerprint: async () =>
      isCostly ? fingerprintRule(subject, rule, trust) : undefined,
    isComplete: (evidence) => isComplete(evidence, rule),
    judge: (evidence) =>
      judgeEvidence({ subject, evidence, rule, trust, expected }),
    reads: [
      () => {
        // Sigstore's code is loaded while the registry is thinking; who needs it is told what is wrong with the root.
        if (isCostly) trust.verifier().catch(() => undefined);
        return readEvidence({ subject, rule, published, trust }, context);
      },
    ],
    toError: (failure) => registryError(request, failure),
  };
}

function isComplete(kept: NpmEvidence, { signers }: NpmRule): boolean {
  return signers.every((signer) =>
    signer.kind === "provenance"
      ? kept.attestations !== undefined
      : signer.keyFile !== undefined || kept.keys !== undefined,
  );
}
