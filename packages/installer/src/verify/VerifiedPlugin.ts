import type { FetchedPlugin } from "../fetch/FetchedPlugin.ts";
import type { PackageFacts } from "./PackageFacts.ts";

declare const verified: unique symbol;

/** Checked bytes. Only `verifyPlugin` makes one, and `installPlugin` takes nothing else. */
export interface VerifiedPlugin {
  readonly [verified]: true;
  readonly fetched: FetchedPlugin;
  readonly facts: PackageFacts;
  /** `sha256-<hex>` over the sorted list of paths, modes and file hashes. The package's name in the store. */
  readonly tree: string;
}
