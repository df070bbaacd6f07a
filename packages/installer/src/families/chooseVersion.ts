import prerelease from "semver/functions/prerelease.js";
import rcompare from "semver/functions/rcompare.js";
import satisfies from "semver/functions/satisfies.js";
import intersects from "semver/ranges/intersects.js";
import validRange from "semver/ranges/valid.js";
import type { Packument } from "../sources/npm/Packument.ts";

type Ranges = Readonly<Record<string, string>>;

export interface FamilyPackages {
  /** What the plugin that is named depends on. */
  readonly dependencies: Ranges;
  /** What the registry tells of each package of the family; undefined for one that it doesn't have. */
  readonly packuments: ReadonlyMap<string, Packument | undefined>;
}

/**
 * Which version of a plugin belongs to a version of another one of its family: the newest that can use the same packages
 * of the family as the other one does, e.g. the same `-common`, of those whose packages of the family the registry has.
 * `latest` comes first, and is what remains where there is none.
 */
export function chooseVersion(
  packument: Packument,
  family: FamilyPackages,
): string | undefined {
  const { latest } = packument["dist-tags"];
  const versions = Object.keys(packument.versions)
    .filter((version) => prerelease(version) === null)
    .sort(rcompare);
  const ordered = latest === undefined ? versions : [latest, ...versions];
  const complete = ordered.filter((version) =>
    siblings(packument, version, family).every(([name, range]) =>
      isPublished(family.packuments.get(name), range),
    ),
  );
  const fitting = complete.find((version) =>
    siblings(packument, version, family).every(([name, range]) =>
      overlaps(range, family.dependencies[name]),
    ),
  );
  return fitting ?? complete[0] ?? ordered[0];
}

/** What a version depends on of its own family. */
function siblings(
  { versions }: Packument,
  version: string,
  { packuments }: FamilyPackages,
): readonly (readonly [string, string])[] {
  const published = versions[version] as { dependencies?: Ranges } | undefined;
  return Object.entries(published?.dependencies ?? {}).filter(([name]) =>
    packuments.has(name),
  );
}

function isPublished(packument: Packument | undefined, range: string): boolean {
  if (!packument || !validRange(range)) return packument !== undefined;
  return Object.keys(packument.versions).some((version) =>
    satisfies(version, range),
  );
}

function overlaps(range: string, other: string | undefined): boolean {
  if (!other || !validRange(range) || !validRange(other)) return true;
  return intersects(range, other);
}
