import { mapConcurrently } from "../mapConcurrently.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import { readManifest } from "../sources/npm/readManifest.ts";
import { readPackument } from "../sources/npm/readPackument.ts";
import { chooseVersion } from "./chooseVersion.ts";

/** A plugin that belongs to another one. */
export interface FamilyMember {
  readonly name: string;
  /** The one that belongs to the other's version. Undefined where the registry doesn't have the package. */
  readonly version: string | undefined;
}

const REQUESTS_AT_ONCE = 4;

/**
 * The other plugins that a plugin's `backstage.pluginPackages` names. Libraries among them are left out: what needs one
 * depends on it. Throws NetworkFailure only.
 */
export async function readFamily(
  named: PublishedManifest,
  context: ResolveContext & NpmAccess,
  isWanted: (name: string) => boolean = () => true,
): Promise<readonly FamilyMember[]> {
  const offered = (named.backstage?.pluginPackages ?? []).filter(
    (name) => name !== named.name && isWanted(name),
  );
  const members = await mapConcurrently(offered, REQUESTS_AT_ONCE, (name) =>
    readMember(name, named, context),
  );
  return members.filter((member) => member !== undefined);
}

async function readMember(
  name: string,
  named: PublishedManifest,
  context: ResolveContext & NpmAccess,
): Promise<FamilyMember | undefined> {
  try {
    const { packument } = await readPackument(name, context);
    const version = chooseVersion(packument, named);
    if (version === undefined) return whereMissing(name);
    const { backstage } = await readManifest({ name, version }, context);
    return isPluginRole(backstage?.role) ? { name, version } : undefined;
  } catch (error) {
    const isMissing = error instanceof NetworkFailure && error.status === 404;
    if (isMissing) return whereMissing(name);
    throw error;
  }
}

/** Of a package that isn't there only the name can tell what it is. */
function whereMissing(name: string): FamilyMember | undefined {
  return isNamedAsLibrary(name) ? undefined : { name, version: undefined };
}

function isPluginRole(role: string | undefined): boolean {
  return role === "backend-plugin" || role === "frontend-plugin";
}

/** By the endings that Backstage gives them. */
export function isNamedAsLibrary(name: string): boolean {
  return /-(?:common|node|react|test-utils)$/.test(name);
}
