import { readFileSync } from "node:fs";
import path from "node:path";
import satisfies from "semver/functions/satisfies.js";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { HostFacts } from "../verify/HostFacts.ts";
import { isRange } from "../verify/isOtherMajor.ts";
import { CONTRACTS, isOfBackstage } from "./contracts.ts";
import type { HostPackages, TreePurpose } from "./DependencyTree.ts";
import { isPackageName } from "./isPackageName.ts";
import { PAGE_SINGLETONS } from "./pageSingletons.ts";

/** Which packages of a tree the portal gives. */
export interface HostOffer {
  /** The portal's, where it has the package. */
  version(name: string): string | undefined;
  /** Those that are taken in the portal's version whatever range is asked for. */
  readonly forced: ReadonlySet<string>;
}

/**
 * A backend takes the contracts, and what Backstage has below 1.0, in the host's version: there nearly every release is
 * outside of what the one before asked for, and few of them break anything. With `compatibility: own` only contracts are
 * taken so. All else need not exist once, and the range decides. A remote takes what the portal's `node_modules` has in a
 * version that is asked for.
 */
export function createHostOffer(
  purpose: TreePurpose,
  host: HostFacts,
  compatibility: PluginRequest["compatibility"],
): HostOffer {
  if (purpose === "frontend") {
    const version = createVersionReader(host.modules);
    return { version, forced: PAGE_SINGLETONS };
  }
  const shared = new Map(Object.entries(host.shared));
  const young = [...shared]
    .filter(
      ([name, version]) => isOfBackstage(name) && version.startsWith("0."),
    )
    .map(([name]) => name);
  const forced =
    compatibility === "own" ? CONTRACTS : new Set([...CONTRACTS, ...young]);
  return { version: (name) => shared.get(name), forced };
}

/** Whether the host's is what a dependency on `name` in `range` gets. */
export function isGiven(
  offer: HostOffer,
  name: string,
  range: string,
): boolean {
  const version = offer.version(name);
  if (version === undefined) return false;
  return offer.forced.has(name) || admits(range, version);
}

/** Whether a tree that took these from its host can be used with this one. */
export function isStillGiven(offer: HostOffer, host: HostPackages): boolean {
  return Object.entries(host).every(([name, { ranges }]) =>
    ranges.every((range) => isGiven(offer, name, range)),
  );
}

/** `workspace:^` and tags ask for nothing in particular. */
function admits(range: string, version: string): boolean {
  if (/^(?:npm|git|https?|file|github):/.test(range)) return false;
  return (
    !isRange(range) || satisfies(version, range, { includePrerelease: true })
  );
}

function createVersionReader(
  modules: string,
): (name: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, readVersion(modules, name));
    return known.get(name);
  };
}

function readVersion(modules: string, name: string): string | undefined {
  if (modules === "" || !isPackageName(name)) return undefined;
  try {
    const file = path.join(modules, name, "package.json");
    const { version } = JSON.parse(readFileSync(file, "utf8")) as {
      version?: unknown;
    };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
