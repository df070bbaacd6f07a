import type { PluginRequest } from "../config/PluginRequest.ts";
import type { Run } from "../createRun.ts";
import type { PackageFacts } from "../verify/PackageFacts.ts";
import type {
  LinkedPackage,
  ResolvedTree,
  TreePurpose,
} from "./DependencyTree.ts";

/** A package in the store whose dependencies are still to be brought beside it. */
export interface PackageToLink {
  readonly request: PluginRequest;
  readonly facts: PackageFacts;
  /** Of the package itself: the folder, and the hash over its files. */
  readonly dir: string;
  readonly tree: string;
}

export declare function resolveTree(pkg: PackageToLink, purpose: TreePurpose, run: Run): Promise<ResolvedTree>;
export declare function linkPackage(pkg: PackageToLink, purpose: TreePurpose, run: Run): Promise<LinkedPackage>;
