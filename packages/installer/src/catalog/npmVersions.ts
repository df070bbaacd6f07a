import rcompare from "semver/functions/rcompare.js";
import valid from "semver/functions/valid.js";
import type { PluginRequest } from "../config/PluginRequest.ts";
import type { PublishedDocument } from "../sources/npm/Packument.ts";
import { publishedManifestSchema } from "../sources/npm/PublishedManifest.ts";
import type { HostFacts } from "../verify/HostFacts.ts";
import { judgePublished } from "./judgePublished.ts";
import type { OfferedVersion } from "./OfferedVersion.ts";
import { tidyText } from "../tidyText.ts";

export interface NpmVersionsContext {
  readonly request: PluginRequest;
  readonly host: HostFacts;
  /** The version that is installed: it is always judged. */
  readonly current?: string | undefined;
}

/** Nightly releases make thousands. */
const MOST_VERSIONS = 200;
const MOST_JUDGED = 20;

/** A package's versions, newest first; the first ones with whether they run here. Pure. */
export function npmVersions(
  document: PublishedDocument,
  { request, host, current }: NpmVersionsContext,
): readonly OfferedVersion[] {
  const tags = Object.entries(document["dist-tags"]);
  const ordered = Object.keys(document.versions)
    .filter((version) => valid(version))
    .sort(rcompare);
  const named = new Set([current, ...tags.map(([, version]) => version)]);
  const shown = ordered.filter(
    (version, index) => index < MOST_VERSIONS || named.has(version),
  );
  return shown.map((version, index) => {
    const own = tags.filter(([, tagged]) => tagged === version);
    const isJudged = index < MOST_JUDGED || named.has(version);
    return {
      version,
      reference: `${document.name}@${version}`,
      publishedAt: readTime(document.time[version]),
      tags: own.map(([tag]) => tag),
      ...describe(document.versions[version], isJudged, { request, host }),
    };
  });
}

function describe(
  content: unknown,
  isJudged: boolean,
  { request, host }: NpmVersionsContext,
): Partial<OfferedVersion> {
  const parsed = publishedManifestSchema.safeParse(content);
  if (!parsed.success) return {};
  const deprecated = readDeprecation(parsed.data.deprecated);
  if (!isJudged) return { deprecated };
  const problem = judgePublished(parsed.data, request, host);
  return { deprecated, isCompatible: problem === undefined, problem };
}

/** The publisher's words; npm writes an empty text where a deprecation was taken back. */
export function readDeprecation(
  written: string | boolean | undefined,
): string | undefined {
  return written === true ? "deprecated" : tidyText(written || undefined);
}

/** ISO 8601, where it is a time at all. */
export function readTime(written: unknown): string | undefined {
  const at = typeof written === "string" ? Date.parse(written) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
