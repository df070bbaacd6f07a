import { createHash } from "node:crypto";
import type { SignatureRule } from "../config/SignatureSettings.ts";
import type { SignedSubject } from "./SignedSubject.ts";
import type { TrustFiles } from "./TrustFiles.ts";

/**
 * All that decides, beside the evidence, what is found out about a package: the rule's signers, and the keys and roots as
 * they are now. Throws CONFIG_TRUST_INVALID.
 */
export async function fingerprintRule(
  subject: SignedSubject,
  { signers }: SignatureRule,
  trust: TrustFiles,
): Promise<string> {
  const material = await Promise.all(
    signers.map((signer) =>
      signer.kind === "registry"
        ? signer.keyFile && trust.keyFile(signer.keyFile)
        : trust.rootText(),
    ),
  );
  const text = JSON.stringify([subject, signers, material]);
  return createHash("sha256").update(text).digest("hex");
}
