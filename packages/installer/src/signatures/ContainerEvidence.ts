/** One signature of an OCI artifact as its registry has it. Nothing of it is to be believed before it was checked. */
export type ContainerSignature = SimpleSignature | BundleSignature;

/** https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md */
export interface SimpleSignature {
  readonly form: "simple";
  /** Digest of the manifest that it is said to sign. */
  readonly subject: string;
  /** Base64, as signed. */
  readonly payload: string;
  /** Base64. */
  readonly signature: string;
  /** PEM, where somebody vouched for the key instead of the key counting by itself. */
  readonly certificate?: string | undefined;
  /** The log's receipt, as JSON. */
  readonly receipt?: string | undefined;
}

/** https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md */
export interface BundleSignature {
  readonly form: "bundle";
  readonly subject: string;
  /** A Sigstore bundle as JSON. */
  readonly bundle: unknown;
}

/** What a check of an OCI artifact takes, so that it can be made again with the registry gone. */
export interface ContainerEvidence {
  readonly kind: "oci";
  /** ISO 8601, by our clock. The signatures existed then. */
  readonly readAt: string;
  /** Digest of the index that leads to the artifact's manifest; its signatures count, too. */
  readonly index: string | undefined;
  readonly signatures: readonly ContainerSignature[];
  /** Whether the registry may have more, which nobody needed. */
  readonly isPartial?: boolean;
  /** What was there and could not be read, in words. */
  readonly problems: readonly string[];
}
