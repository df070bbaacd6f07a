import type { PluginSigner } from "@flyloft/plugin-core";

/** A signature as it is there, whoever is believed. */
export interface SeenSignature {
  /** Of OCI artifacts `simple` and `bundle`, of npm packages `registry` and `provenance`. */
  readonly form: "simple" | "bundle" | "registry" | "provenance";
  /** Who made it; undefined where it doesn't tell, or tells nonsense. */
  readonly signer: PluginSigner | undefined;
  /** Whether it was held against a key or a trust root. Without, its signer is only what it says. */
  readonly isChecked: boolean;
  /** Why it isn't to be believed. */
  readonly problem: string | undefined;
  /** The repository that it names, of OCI artifacts. */
  readonly signedAs: string | undefined;
  /** `name@version,…` that it names. */
  readonly plugins: string | undefined;
}
