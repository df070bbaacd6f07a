import { createHash } from "node:crypto";
import type {
  AcceptedContainerSigner,
  AcceptedSigner,
  SignatureRule,
} from "../config/SignatureSettings.ts";
import type { TrustFiles } from "./TrustFiles.ts";

/**
 * All that decides, beside the evidence, what is found out about a package: the rule's signers, and the keys and roots as
 * they are now. `subject` is anything that becomes JSON. Throws CONFIG_TRUST_INVALID.
 */
export async function fingerprintRule(
  subject: object,
  { signers }: SignatureRule,
  trust: TrustFiles,
): Promise<string> {
  const material = await Promise.all(
    signers.map((signer) => materialOf(signer, trust)),
  );
  const text = JSON.stringify([subject, signers, material]);
  return createHash("sha256").update(text).digest("hex");
}

async function materialOf(
  signer: AcceptedSigner | AcceptedContainerSigner,
  trust: TrustFiles,
): Promise<unknown> {
  switch (signer.kind) {
    case "registry":
      return signer.keyFile && trust.keyFile(signer.keyFile);
    case "key": {
      const keys = await trust.publicKeys(signer.keyFile);
      return keys.map(({ sha256, expires }) => ({ sha256, expires }));
    }
    case "provenance":
    case "certificate":
      return trust.rootText();
  }
}
