import type { Place } from "@flyloft/plugin-core";

/** Who a rule believes. */
export type AcceptedSigner =
  | {
      readonly kind: "registry";
      /** A file with the keys that count, absolute; undefined where those count that the package's registry tells. */
      readonly keyFile: string | undefined;
    }
  | {
      readonly kind: "provenance";
      /** The URL of who vouched for the signer's identity, as in its certificate. */
      readonly issuer: string;
      /** Pattern of the workflow or address that signed. */
      readonly identity: string | undefined;
      /** Pattern of the repository that the package was built from. */
      readonly repository: string | undefined;
    };

export interface SignatureRule {
  readonly source: "npm";
  /** Patterns of packages' names. */
  readonly packages: readonly string[];
  /** `host` or `host:port`; undefined where it holds for every registry. */
  readonly registries: readonly string[] | undefined;
  readonly mode: "require" | "warn" | "off";
  /** Any of them is enough. */
  readonly signers: readonly AcceptedSigner[];
  readonly place: Place;
}

/** `dynamicPlugins.signatures`. The first rule that fits a package counts; where none does nothing is asked. */
export interface SignatureSettings {
  readonly rules: readonly SignatureRule[];
  /** Sigstore's `trusted_root.json`, absolute; undefined where the one counts that Flyloft brings along. */
  readonly trustedRoot: string | undefined;
}
