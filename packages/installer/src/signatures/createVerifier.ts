import { TrustedRoot } from "@sigstore/protobuf-specs";
import { Verifier, toTrustMaterial } from "@sigstore/verify";
import { BundleVerifier, settleAuthorities } from "./BundleVerifier.ts";
import { trustError } from "./trustError.ts";

/**
 * Holds bundles against a trust root. One of one's own may do without logs of certificates or of signatures; those that it
 * has must be used. Throws CONFIG_TRUST_INVALID.
 */
export function createVerifier(text: string, file: string): BundleVerifier {
  let root: TrustedRoot;
  try {
    root = TrustedRoot.fromJSON(JSON.parse(text));
    const { certificateAuthorities, ctlogs, tlogs } = root;
    if (certificateAuthorities.length > 0) {
      const material = toTrustMaterial(root);
      settleAuthorities(material);
      const verifier = new Verifier(material, {
        ctlogThreshold: ctlogs.length > 0 ? 1 : 0,
        tlogThreshold: tlogs.length > 0 ? 1 : 0,
      });
      return new BundleVerifier(verifier);
    }
  } catch (cause) {
    throw trustError(file, (cause as Error).message, cause);
  }
  throw trustError(file, "it names no certificate authority");
}
