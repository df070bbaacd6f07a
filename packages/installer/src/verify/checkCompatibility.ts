import type { ErrorReport } from "@flyloft/plugin-core";
import satisfies from "semver/functions/satisfies.js";
import type { HostPackages } from "../dependencies/DependencyTree.ts";
import { isOfBackstage } from "../dependencies/contracts.ts";
import { checkShared } from "./checkShared.ts";
import type { HostFacts } from "./HostFacts.ts";
import { isOtherMajor, isRange } from "./isOtherMajor.ts";
import type { Finding } from "./Finding.ts";
import { findKnownBreak } from "./knownBreaks.ts";
import type { PackageFacts } from "./PackageFacts.ts";

export interface Compatibility {
  /** Reasons not to import the package. The entry's `compatibility: warn` makes warnings of them. */
  readonly blocking: readonly ErrorReport[];
  readonly warnings: readonly ErrorReport[];
}

const INCOMPATIBLE = "VERIFY_INCOMPATIBLE";

/**
 * Holds what a package asks of its host against what the host is, before anything is imported. Pure. `dependencies` is
 * what it and all that it depends on take from the host, where that was found out. Of a package that the host doesn't
 * have, nobody can say otherwise whether it is really required: exported packages list too many peers.
 */
export function checkCompatibility(
  facts: PackageFacts,
  host: HostFacts,
  dependencies?: HostPackages,
): Compatibility {
  const fromHost = dependencies
    ? checkDependencies(dependencies, host)
    : [
        ...Object.entries(facts.ranges)
          .filter(([name]) => !isOwnMatter(name, facts))
          .map(([name, range]) => checkRange(name, range, host.shared[name])),
        facts.completion.kind === "link"
          ? undefined
          : checkMissing(facts, host),
      ];
  const findings = [
    checkNode(facts, host),
    ...fromHost,
    ...checkShared(facts.frontend, host),
  ].filter((finding) => finding !== undefined);
  const report = (finding: Finding) => toReport(finding, facts, host);
  return {
    blocking: findings.filter(({ blocks }) => blocks).map(report),
    warnings: findings.filter(({ blocks }) => !blocks).map(report),
  };
}

/** What is brought beside the package where the host's doesn't fit. */
function isOwnMatter(name: string, { completion }: PackageFacts): boolean {
  return completion.kind === "link" && !isOfBackstage(name);
}

function checkNode(
  { node }: PackageFacts,
  host: HostFacts,
): Finding | undefined {
  if (!node || !isRange(node)) return undefined;
  if (satisfies(host.node, node)) return undefined;
  return {
    code: INCOMPATIBLE,
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
  if (known) {
    const message = `${both}: ${known.reason}`;
    return { code: INCOMPATIBLE, blocks: true, message };
  }
  const blocks = isOtherMajor(range, version);
  return { code: INCOMPATIBLE, blocks, message: both };
}

/** One finding per package that blocks, and one for all that may go well: dependencies ask for much. */
function checkDependencies(
  dependencies: HostPackages,
  host: HostFacts,
): readonly (Finding | undefined)[] {
  const blocking: Finding[] = [];
  const others: string[] = [];
  for (const [name, { ranges }] of Object.entries(dependencies)) {
    const version = host.shared[name];
    const missed = ranges.flatMap((range) => {
      const finding = checkRange(name, range, version);
      return finding ? [{ range, finding }] : [];
    });
    const first = missed.find(({ finding }) => finding.blocks);
    if (first) blocking.push(first.finding);
    else if (missed.length > 0) {
      const asked = missed.map(({ range }) => range).join(" and ");
      others.push(`${name} ${asked} (the portal has ${version})`);
    }
  }
  if (others.length === 0) return blocking;
  const message = `it and its dependencies are made for ${others.join(", ")}`;
  return [...blocking, { code: INCOMPATIBLE, blocks: false, message }];
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
    code: INCOMPATIBLE,
    blocks: false,
    message: `it lists ${missing.join(", ")}, which this portal doesn't have; whether it needs that shows when it is loaded`,
  };
}

function toReport(
  { code, message, blocks }: Finding,
  facts: PackageFacts,
  host: HostFacts,
): ErrorReport {
  const made = facts.supportedVersions
    ? ` It was exported for Backstage ${facts.supportedVersions}; the portal is ${host.backstageVersion}.`
    : "";
  return {
    code,
    message: `${facts.name}@${facts.version}: ${message}.${made}`,
    hint: blocks
      ? `Use a release of the plugin for this version, or set ${wayOut(facts)} on its entry to load it all the same.`
      : "Look at the plugin after an upgrade; a release for this version is safer.",
  };
}

function wayOut({ completion }: PackageFacts): string {
  return completion.kind === "link"
    ? "`compatibility: own` (with copies of its own of what doesn't fit) or `compatibility: warn`"
    : "`compatibility: warn`";
}
