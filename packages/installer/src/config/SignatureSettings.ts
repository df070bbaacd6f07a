import type { Place } from "@flyloft/plugin-core";

/** Who a rule about npm packages believes. */
export type AcceptedSigner =
  | {
      readonly kind: "registry";
      /** A file with the keys that count, absolute; undefined where those count that the package's registry tells. */
      readonly keyFile: string | undefined;
    }
  | (AcceptedIdentity & { readonly kind: "provenance" });

/** Who a rule about OCI artifacts believes. */
export type AcceptedContainerSigner = (
  | {
      readonly kind: "key";
      /** A file with the public keys that count, absolute. */
      readonly keyFile: string;
    }
  | (AcceptedIdentity & { readonly kind: "certificate" })
) & {
  /** Pattern of the name that was signed, where it may be another than that of the artifact's repository. */
  readonly signedAs: string | undefined;
};

interface AcceptedIdentity {
  /** The URL of who vouched for the signer's identity, as in its certificate. */
  readonly issuer: string;
  /** Pattern of the workflow or address that signed. */
  readonly identity: string | undefined;
  /** Pattern of the repository that the package was built from. */
  readonly repository: string | undefined;
}

interface CommonRule {
  /** `host` or `host:port`; undefined where it holds for every registry. */
  readonly registries: readonly string[] | undefined;
  readonly mode: "require" | "warn" | "off";
  readonly place: Place;
}

export interface NpmRule extends CommonRule {
  readonly source: "npm";
  /** Patterns of packages' names. */
  readonly packages: readonly string[];
  /** Any of them is enough. */
  readonly signers: readonly AcceptedSigner[];
}

export interface OciRule extends CommonRule {
  readonly source: "oci";
  /** Patterns of `host/repository`. */
  readonly repositories: readonly string[];
  /** Any of them is enough. */
  readonly signers: readonly AcceptedContainerSigner[];
}

export type SignatureRule = NpmRule | OciRule;

/** `dynamicPlugins.signatures`. The first rule that fits a package counts; where none does nothing is asked. */
export interface SignatureSettings {
  readonly rules: readonly SignatureRule[];
  /** Sigstore's `trusted_root.json`, absolute; undefined where the one counts that Flyloft brings along. */
  readonly trustedRoot: string | undefined;
  /** Whether every signature is read, also where one is enough. */
  readonly isThorough?: boolean;
}
