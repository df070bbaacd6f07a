import satisfies from "semver/functions/satisfies.js";
import subset from "semver/ranges/subset.js";

/** A contract of the host that packages made for older releases don't live with, found by loading such packages. */
export interface KnownBreak {
  readonly name: string;
  /** Packages whose whole range lies here… */
  readonly madeFor: string;
  /** …break on a host that has one of these. */
  readonly host: string;
  readonly reason: string;
}

/** The packages that were loaded to find each row are named in docs/adr/0010-compatibility-before-import.md. */
const KNOWN_BREAKS: readonly KnownBreak[] = [
  {
    name: "@backstage/plugin-catalog-node",
    madeFor: "<2.0.0",
    host: ">=2.2.0",
    reason:
      "its ./alpha no longer has catalogProcessingExtensionPoint, which modules of that time import from there",
  },
];

export interface ExpectedPackage {
  readonly name: string;
  readonly range: string;
  /** The host's. */
  readonly version: string;
}

export function findKnownBreak({
  name,
  range,
  version,
}: ExpectedPackage): KnownBreak | undefined {
  return KNOWN_BREAKS.find(
    (known) =>
      known.name === name &&
      satisfies(version, known.host) &&
      subset(range, known.madeFor),
  );
}
