import maxSatisfying from "semver/ranges/max-satisfying.js";
import satisfies from "semver/functions/satisfies.js";
import valid from "semver/functions/valid.js";
import validRange from "semver/ranges/valid.js";
import type { Packument } from "./Packument.ts";

/**
 * The version that an exact version, a range or a tag means, with npm's preferences: inside a range the `latest` tag
 * wins over a higher version, and versions that aren't deprecated win over those that are.
 */
export function pickVersion(
  packument: Packument,
  spec: string,
): string | undefined {
  const versions = Object.keys(packument.versions);
  const exact = valid(spec, { loose: true });
  if (exact) return versions.find((version) => version === exact);
  const tagged = packument["dist-tags"][spec];
  if (tagged !== undefined) {
    return versions.includes(tagged) ? tagged : undefined;
  }
  const range = validRange(spec, { loose: true });
  if (range === null) return undefined;
  const latest = packument["dist-tags"]["latest"];
  if (latest !== undefined && satisfies(latest, range)) {
    if (versions.includes(latest) && !isDeprecated(packument, latest)) {
      return latest;
    }
  }
  const current = versions.filter((name) => !isDeprecated(packument, name));
  return (
    maxSatisfying(current, range) ?? maxSatisfying(versions, range) ?? undefined
  );
}

function isDeprecated(packument: Packument, version: string): boolean {
  const published = packument.versions[version] as { deprecated?: unknown };
  return Boolean(published?.deprecated);
}
