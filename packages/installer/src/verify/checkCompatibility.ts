import type { ErrorReport } from "@flyloft/plugin-core";
import minVersion from "semver/ranges/min-version.js";
import intersects from "semver/ranges/intersects.js";
import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import type { HostFacts } from "./HostFacts.ts";
import { findKnownBreak } from "./knownBreaks.ts";
import type { PackageFacts } from "./PackageFacts.ts";

export interface Compatibility {
  /** Reasons not to import the package. The entry's `compatibility: warn` makes warnings of them. */
  readonly blocking: readonly ErrorReport[];
  readonly warnings: readonly ErrorReport[];
}

type Finding = { readonly blocks: boolean; readonly message: string };

/**
 * Holds what a package asks of its host against what the host is, before anything is imported. Pure. Of a package that
 * the host doesn't have, nobody can say whether it is really required: exported packages list too many peers.
 */
export function checkCompatibility(
  facts: PackageFacts,
  host: HostFacts,
): Compatibility {
  const findings = [
    checkNode(facts, host),
    ...Object.entries(facts.ranges).map(([name, range]) =>
      checkRange(name, range, host.shared[name]),
    ),
    checkMissing(facts, host),
  ].filter((finding) => finding !== undefined);
  const report = (finding: Finding) => toReport(finding, facts, host);
  return {
    blocking: findings.filter(({ blocks }) => blocks).map(report),
    warnings: findings.filter(({ blocks }) => !blocks).map(report),
  };
}

function checkNode({ node }: PackageFacts, host: HostFacts) {
  if (!node || !isRange(node)) return undefined;
  if (satisfies(host.node, node)) return undefined;
  return {
    blocks: true,
    message: `it needs Node.js ${node}, this is ${host.node}`,
  };
}

function checkRange(
  name: string,
  range: string,
  version: string | undefined,
): Finding | undefined {
  if (version === undefined || !isRange(range)) return undefined;
  if (satisfies(version, range, { includePrerelease: true })) return undefined;
  const known = findKnownBreak({ name, range, version });
  const both = `it is made for ${name} ${range}, the portal has ${version}`;
  if (known) return { blocks: true, message: `${both}: ${known.reason}` };
  return { blocks: isOtherMajor(range, version), message: both };
}

function checkMissing(
  { ranges }: PackageFacts,
  { shared }: HostFacts,
): Finding | undefined {
  const missing = Object.entries(ranges)
    .filter(([name]) => name.startsWith("@backstage/"))
    .filter(([name, range]) => shared[name] === undefined && isRange(range))
    .map(([name, range]) => `${name} ${range}`);
  if (missing.length === 0) return undefined;
  return {
    blocks: false,
    message: `it lists ${missing.join(", ")}, which this portal doesn't have; whether it needs that shows when it is loaded`,
  };
}

/** `workspace:^` and `backstage:^` are left over from a monorepo and say nothing. */
function isRange(range: string): boolean {
  return validRange(range) !== null;
}

/** Below 1.0 every minor release may break by the letter of semver; measured, most of Backstage's don't. */
function isOtherMajor(range: string, version: string): boolean {
  const major = Number(version.split(".")[0]);
  const oldest = minVersion(range);
  if (major === 0 || oldest === null || oldest.major === 0) return false;
  return !intersects(range, `${major}.x`);
}

function toReport(
  { message, blocks }: Finding,
  facts: PackageFacts,
  host: HostFacts,
): ErrorReport {
  const made = facts.supportedVersions
    ? ` It was exported for Backstage ${facts.supportedVersions}; the portal is ${host.backstageVersion}.`
    : "";
  return {
    code: "VERIFY_INCOMPATIBLE",
    message: `${facts.name}@${facts.version}: ${message}.${made}`,
    hint: blocks
      ? "Use a release of the plugin for this version, or set `compatibility: warn` on its entry to load it all the same."
      : "Look at the plugin after an upgrade; a release for this version is safer.",
  };
}
