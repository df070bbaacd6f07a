import type { OciReference } from "@flyloft/plugin-core";
import rcompare from "semver/functions/rcompare.js";
import valid from "semver/functions/valid.js";
import type { OfferedVersion } from "./OfferedVersion.ts";

const MOST_VERSIONS = 200;

/** Tags as versions: those that are versions newest first, then the others. Signatures have tags too, and are left out. */
export function ociVersions(
  { registry, repository, path }: OciReference,
  tags: readonly string[],
): readonly OfferedVersion[] {
  const named = tags.filter((tag) => !/^sha(?:256|512)-/.test(tag));
  const versions = named.filter((tag) => valid(tag)).sort(rcompare);
  const others = named.filter((tag) => !valid(tag)).sort();
  const folder = path === undefined ? "" : `!${path}`;
  return [...versions, ...others].slice(0, MOST_VERSIONS).map((version) => ({
    version,
    reference: `oci://${registry}/${repository}:${version}${folder}`,
  }));
}
