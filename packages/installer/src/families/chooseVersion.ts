import intersects from "semver/ranges/intersects.js";
import prerelease from "semver/functions/prerelease.js";
import rcompare from "semver/functions/rcompare.js";
import validRange from "semver/ranges/valid.js";
import type { Packument } from "../sources/npm/Packument.ts";
import type { PublishedManifest } from "../sources/npm/PublishedManifest.ts";

type Ranges = Readonly<Record<string, string>>;

/**
 * Which version of a plugin belongs to a version of another one of its family: the newest that can use the same packages
 * of the family as the other one does, e.g. the same `-common`. `latest` comes first, and is what remains where none can.
 */
export function chooseVersion(
  packument: Packument,
  { dependencies, backstage }: PublishedManifest,
): string | undefined {
  const family = new Set(backstage?.pluginPackages);
  const shared = Object.entries(dependencies).filter(([name]) =>
    family.has(name),
  );
  const { latest } = packument["dist-tags"];
  const versions = Object.keys(packument.versions)
    .filter((version) => prerelease(version) === null)
    .sort(rcompare);
  const ordered = latest === undefined ? versions : [latest, ...versions];
  return (
    ordered.find((version) =>
      agrees(dependenciesOf(packument, version), shared),
    ) ?? ordered[0]
  );
}

function dependenciesOf({ versions }: Packument, version: string): Ranges {
  const published = versions[version] as { dependencies?: Ranges } | undefined;
  return published?.dependencies ?? {};
}

function agrees(
  own: Ranges,
  shared: readonly (readonly [string, string])[],
): boolean {
  return shared.every(([name, range]) => {
    const asked = own[name];
    if (!asked || !validRange(asked) || !validRange(range)) return true;
    return intersects(asked, range);
  });
}
