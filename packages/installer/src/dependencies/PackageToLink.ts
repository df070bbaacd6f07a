import type { PluginRequest } from "../config/PluginRequest.ts";
import type { PackageFacts } from "../verify/PackageFacts.ts";

/** A package in the store whose dependencies are still to be brought beside it. */
export interface PackageToLink {
  readonly request: PluginRequest;
  readonly facts: PackageFacts;
  /** Of the package itself: its folder, and the hash over its files. */
  readonly dir: string;
  readonly tree: string;
}
