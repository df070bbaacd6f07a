import type { PluginSigner } from "@flyloft/plugin-core";

/** What the lockfile keeps of one reference: enough to install the same bytes again, or to refuse others. */
export interface LockEntry {
  readonly name: string;
  readonly version: string;
  /** In the form of `ResolvedPlugin.digest`. */
  readonly digest: string;
  /** Of an OCI artifact, the digest of the index that led to it: whoever signed that signed the artifact. */
  readonly index?: string | undefined;
  /** `sha256-<hex>` over the unpacked files. */
  readonly tree: string;
  /** Who signed it, where a rule asked. */
  readonly signer?: PluginSigner | undefined;
  /** Of an entry with `with: family`: the references that it stands for beside its own. */
  readonly family?: readonly string[] | undefined;
  /** Id of the tree of its dependencies, which stands in the lockfile's second document. */
  readonly dependencies?: string | undefined;
}
