import type { ErrorReport, PluginSigner } from "@flyloft/plugin-core";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { PackageFacts } from "../verify/PackageFacts.ts";

/** A plugin whose files are in the store, complete, under a name that is their content. */
export interface InstalledPlugin {
  readonly request: PluginRequest;
  readonly facts: PackageFacts;
  readonly digest: string;
  readonly tree: string;
  /** Absolute path of the package's root in the store. Nothing writes there any more. */
  readonly dir: string;
  /** JSON file of the store that remembers what was brought beside it; undefined where nothing had to be. */
  readonly treeFile?: string | undefined;
  /** Hash over the package that it was made of, where that is another one in the store. */
  readonly madeOf?: string | undefined;
  /** Id of the tree of its dependencies, which the lockfile keeps; undefined where it needs none. */
  readonly dependencies?: string | undefined;
  /** Who signed it; undefined where no rule asks, or a warning says why nobody is known. */
  readonly signer?: PluginSigner | undefined;
  /** Taken from the lock because the registry could not be asked. */
  readonly stale: boolean;
  /** Incompatibilities that don't keep it from running. */
  readonly warnings: readonly ErrorReport[];
}
