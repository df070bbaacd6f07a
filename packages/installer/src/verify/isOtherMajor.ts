import intersects from "semver/ranges/intersects.js";
import minVersion from "semver/ranges/min-version.js";
import validRange from "semver/ranges/valid.js";

/** `workspace:^` and `backstage:^` are left over from a monorepo and say nothing. */
export function isRange(range: string): boolean {
  return validRange(range) !== null;
}

/** Below 1.0 every minor release may break by the letter of semver; measured, most of Backstage's don't. */
export function isOtherMajor(range: string, version: string): boolean {
  const major = Number(version.split(".")[0]);
  const oldest = minVersion(range);
  if (major === 0 || oldest === null || oldest.major === 0) return false;
  return !intersects(range, `${major}.x`, { includePrerelease: true });
}
