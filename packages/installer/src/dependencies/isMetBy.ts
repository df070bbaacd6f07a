import satisfies from "semver/functions/satisfies.js";
import { isRange } from "../verify/isOtherMajor.ts";
import type { DependencyTree } from "./DependencyTree.ts";
import { type HostOffer, isGiven } from "./HostOffer.ts";
import type { OwnManifest } from "./OwnManifest.ts";
import { nameAt } from "./PackageGraph.ts";
import { parseSpec } from "./parseSpec.ts";

/** Whether a tree that was resolved for an earlier state of a package has all that it asks for now. */
export function isMetBy(
  tree: DependencyTree,
  { name: own, required }: OwnManifest,
  offer: HostOffer,
): boolean {
  return Object.entries(required).every(([place, spec]) => {
    const { name, range } = parseSpec(place, spec);
    const locked = tree.packages[place];
    if (!locked) return name === own || isGiven(offer, name, range);
    return (
      nameAt(place, locked) === name &&
      (!isRange(range) || satisfies(locked.version, range))
    );
  });
}
