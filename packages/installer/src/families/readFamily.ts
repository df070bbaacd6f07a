import { mapConcurrently } from "../mapConcurrently.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import type { ResolveContext } from "../resolve/ResolveContext.ts";
import type { NpmAccess } from "../sources/npm/NpmAccess.ts";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";
import { readManifest } from "../sources/npm/readManifest.ts";
import { readPackument } from "../sources/npm/readPackument.ts";
import { type FamilyPackages, chooseVersion } from "./chooseVersion.ts";

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
  const all = new Set(named.backstage?.pluginPackages);
  all.delete(named.name);
  const wanted = [...all].filter(isWanted);
  if (wanted.length === 0) return [];
  const packuments = new Map(
    await mapConcurrently([...all], REQUESTS_AT_ONCE, async (name) => {
      const found = await unlessMissing(readPackument(name, context));
      return [name, found?.packument] as const;
    }),
  );
  const { dependencies } = named;
  const members = await mapConcurrently(wanted, REQUESTS_AT_ONCE, (name) =>
    readMember(name, { dependencies, packuments }, context),
  );
  return members.filter((member) => member !== undefined);
}

async function readMember(
  name: string,
  family: FamilyPackages,
  context: ResolveContext & NpmAccess,
): Promise<FamilyMember | undefined> {
  const packument = family.packuments.get(name);
  const version = packument && chooseVersion(packument, family);
  const manifest =
    version === undefined
      ? undefined
      : await unlessMissing(readManifest({ name, version }, context));
  if (!manifest) return whereMissing(name);
  const isPlugin = isPluginRole(manifest.backstage?.role);
  return isPlugin ? { name, version } : undefined;
}

async function unlessMissing<Result>(
  asked: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await asked;
  } catch (error) {
    const isMissing = error instanceof NetworkFailure && error.status === 404;
    if (isMissing) return undefined;
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
