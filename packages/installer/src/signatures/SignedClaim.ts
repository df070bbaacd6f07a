import type { ContainerSignature } from "./ContainerEvidence.ts";

/** What somebody signed about artifacts. */
export interface SignedClaim {
  readonly subjects: readonly ClaimedSubject[];
  /** What it says of the plugins inside: `name@version,…`; undefined where it doesn't. */
  readonly plugins: string | undefined;
}

interface ClaimedSubject {
  /** As `sha256:<hex>`. */
  readonly digest: string;
  /** The repository, as it was written; undefined where none was. */
  readonly name: string | undefined;
}

/** Where we write what is inside: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md (`optional`). */
export const PLUGINS = "flyloft.plugins";

/** A signature taken apart; whether it is right is still to be found out. */
export interface ParsedSignature {
  /** What was taken apart. */
  readonly evidence: ContainerSignature;
  /** What it is held against: a key that counts by itself, or a certificate that somebody made out. */
  readonly by: "key" | "certificate";
  /** That of a build says where an artifact comes from, which is a build's to say. */
  readonly isProvenance: boolean;
  readonly claim: SignedClaim;
  /** The bytes that were signed. */
  readonly message: Buffer;
  readonly signature: Buffer;
  /** Which key made it, by its own word. */
  readonly hint: string | undefined;
  /** Sigstore's bundle as JSON; undefined where there is no certificate. */
  readonly bundle: unknown;
}
