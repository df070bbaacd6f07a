import intersects from "semver/ranges/intersects.js";
import satisfies from "semver/functions/satisfies.js";

/** A contract of the host that packages made for an older release can't live with, found by loading such packages. */
export interface KnownBreak {
  readonly name: string;
  /** Packages whose range lies completely here… */
  readonly madeFor: string;
  /** …break on a host that has one of these. */
  readonly host: string;
  readonly reason: string;
}

/** Each row is explained, with the packages that were tried, in docs/adr. */
export const KNOWN_BREAKS: readonly KnownBreak[] = [];

export function findKnownBreak(expected: {
  readonly name: string;
  readonly range: string;
  readonly version: string;
}): KnownBreak | undefined {
  return KNOWN_BREAKS.find(
    ({ name, madeFor, host }) =>
      name === expected.name &&
      satisfies(expected.version, host) &&
      isInside(expected.range, madeFor),
  );
}

function isInside(range: string, outer: string): boolean {
  return intersects(range, outer);
}
