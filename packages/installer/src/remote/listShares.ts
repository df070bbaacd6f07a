import type { RemoteShare } from "@flyloft/builder";
import type { LinkedPackage } from "../dependencies/DependencyTree.ts";
import { PAGE_SINGLETONS } from "../dependencies/pageSingletons.ts";
import type { HostFacts } from "../verify/HostFacts.ts";

type Ranges = Readonly<Record<string, string>>;

/** Of the `package.json` that a remote is built from. */
export interface OwnRanges {
  readonly dependencies?: Ranges | undefined;
  readonly peerDependencies?: Ranges | undefined;
}

export interface ShareContext {
  readonly linked: Pick<LinkedPackage, "hoisted">;
  readonly manifest: OwnRanges;
  readonly host: HostFacts;
}

/**
 * What a remote takes from the shell: all that the shell shares, but for packages of which the remote's tree holds a copy of
 * its own because the shell's version isn't the one that is asked for.
 */
export function listShares({
  linked: { hoisted },
  manifest: { dependencies, peerDependencies },
  host: { sharedWithRemotes },
}: ShareContext): readonly RemoteShare[] {
  const ranges = { ...peerDependencies, ...dependencies };
  return Object.keys(sharedWithRemotes).flatMap((name) => {
    const packageName = packageOf(name);
    const isBrought = packageName in hoisted;
    if (isBrought && !PAGE_SINGLETONS.has(packageName)) return [];
    return [{ name, range: ranges[packageName], isOwn: false }];
  });
}

/** `react` for `react/jsx-runtime`. */
function packageOf(module: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
}
