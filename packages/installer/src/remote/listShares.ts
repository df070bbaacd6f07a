import type { RemoteShare } from "@flyloft/builder";
import type { LinkedPackage } from "../dependencies/DependencyTree.ts";
import type { HostFacts } from "../verify/HostFacts.ts";

/** There is one of each in a page, whatever a package asks for: a second would break hooks, routing or themes. */
const ALWAYS_SHARED = new Set([
  "react",
  "react-dom",
  "react-router",
  "react-router-dom",
  "@material-ui/core",
  "@material-ui/styles",
]);

/**
 * What a remote takes from the shell: all that the shell shares, but for packages of which the remote's tree holds a copy of
 * its own because the shell's version isn't the one that is asked for.
 */
export function listShares(
  { host, hoisted }: LinkedPackage,
  { sharedWithRemotes }: HostFacts,
): readonly RemoteShare[] {
  return Object.keys(sharedWithRemotes).flatMap((name) => {
    const packageName = packageOf(name);
    if (packageName in hoisted && !ALWAYS_SHARED.has(packageName)) return [];
    const ranges = host[packageName]?.ranges ?? [];
    return [{ name, range: ranges[0], isOwn: false }];
  });
}

/** `react` for `react/jsx-runtime`. */
function packageOf(module: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module;
}
