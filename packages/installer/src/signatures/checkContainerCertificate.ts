import { bundleFromJSON } from "@sigstore/bundle";
import { type Signer, toSignedEntity } from "@sigstore/verify";
import type { AcceptedContainerSigner } from "../config/SignatureSettings.ts";
import type { BundleVerifier } from "./BundleVerifier.ts";
import { describeCertificate } from "./describeCertificate.ts";
import { matchesIdentity } from "./matchesIdentity.ts";
import type { ParsedSignature } from "./SignedClaim.ts";
import { type Verdict, refuse } from "./Verdict.ts";

type Accepted = AcceptedContainerSigner & { readonly kind: "certificate" };

/** Whether somebody made a signature for whom the rule's issuer vouched; without a rule, any issuer. Pure. */
export function checkContainerCertificate(
  parsed: ParsedSignature,
  accepted: Accepted | undefined,
  verifier: BundleVerifier,
): Verdict {
  if (parsed.by === "key") {
    return refuse(
      "VERIFY_SIGNER_FORBIDDEN",
      "it is signed with a key, for which no issuer vouches",
    );
  }
  let signer: Signer;
  try {
    signer = verifier.verify(parsed.evidence, () => {
      const bundle = bundleFromJSON(parsed.bundle);
      const isOfMessage = bundle.content.$case === "messageSignature";
      return toSignedEntity(bundle, isOfMessage ? parsed.message : undefined);
    });
  } catch (error) {
    return refuse(
      "VERIFY_SIGNATURE_INVALID",
      `its signature is not to be believed: ${(error as Error).message}`,
    );
  }
  const found = describeCertificate(signer);
  if (matchesIdentity(found, accepted)) {
    return { signer: { kind: "certificate", ...found } };
  }
  const { identity, issuer = "nobody", repository } = found;
  const from = repository === undefined ? "" : ` from ${repository}`;
  return refuse(
    "VERIFY_SIGNER_FORBIDDEN",
    `it was signed by ${identity}${from}, says ${issuer}, who is none of those that count`,
  );
}
