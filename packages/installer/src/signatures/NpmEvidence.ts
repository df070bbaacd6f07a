/** What a registry's version document says of signatures. Nothing of it is to be believed before it was checked. */
export interface PublishedSignatures {
  readonly signatures: readonly RegistrySignature[];
  /** Where the registry keeps attestations; undefined where it has none. */
  readonly attestationsUrl: string | undefined;
}

export interface RegistrySignature {
  readonly keyid: string;
  /** Base64, DER. */
  readonly sig: string;
}

/** One of `/-/npm/v1/keys`. */
export interface RegistryKey {
  readonly keyid: string;
  /** Base64 of the SPKI in DER. */
  readonly key: string;
  /** ISO 8601. */
  readonly expires: string | null;
}

export interface Attestation {
  readonly predicateType: string;
  /** A Sigstore bundle as JSON. */
  readonly bundle: unknown;
}

/** All that a check of an npm package takes, so that it can be made again with the registry gone. */
export interface NpmEvidence {
  readonly kind?: undefined;
  /** ISO 8601, by our clock. The version existed then. */
  readonly readAt: string;
  readonly signatures: readonly RegistrySignature[];
  /** The registry's own keys; undefined where no rule asked for them. */
  readonly keys: readonly RegistryKey[] | undefined;
  /** When the version was published, as the registry says; undefined where no key made that matter. */
  readonly publishedAt: string | undefined;
  /** Undefined where no rule asked for them. */
  readonly attestations: readonly Attestation[] | undefined;
}
