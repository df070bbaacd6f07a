import type { PluginRequest } from "../config/PluginRequest.ts";
import type { Run } from "../createRun.ts";
import { isNamedAsLibrary } from "../families/readFamily.ts";
import type { PublishedDocument } from "../sources/npm/Packument.ts";
import {
  type PublishedManifest,
  publishedManifestSchema,
} from "../sources/npm/PublishedManifest.ts";
import { readPublishedDocument } from "../sources/npm/readPackument.ts";
import { createManifestFacts } from "../plan/createManifestFacts.ts";
import type { MarketplaceDetail } from "./MarketplaceEntry.ts";
import { npmVersions, readDeprecation, readTime } from "./npmVersions.ts";
import { tidyText } from "../tidyText.ts";

/** A package as its registry tells of it, for a page about it. */
export type NpmPage = Omit<MarketplaceDetail, "catalog" | "name" | "reference">;

const LONGEST_README = 256 * 1024;

/** Throws NetworkFailure only. */
export async function readNpmPage(
  name: string,
  request: PluginRequest,
  { context, options: { host } }: Run,
): Promise<NpmPage> {
  const document = await readPublishedDocument(name, context);
  const versions = npmVersions(document, { request, host });
  const latest = document["dist-tags"]["latest"] ?? versions[0]?.version ?? "";
  const parsed = publishedManifestSchema.safeParse(document.versions[latest]);
  return {
    version: latest || undefined,
    publishedAt: readTime(document.time[latest]),
    readme: readmeOf(document),
    versions,
    ...(parsed.success && describeManifest(parsed.data)),
  };
}

function describeManifest(manifest: PublishedManifest): Partial<NpmPage> {
  const { profile, permissions } = createManifestFacts(manifest);
  const { title, author, homepage, category } = profile;
  const { name, backstage, description, keywords } = manifest;
  const members = (backstage?.pluginPackages ?? []).filter(
    (other) => other !== name && !isNamedAsLibrary(other),
  );
  return {
    title,
    author,
    homepage,
    category,
    description: tidyText(description),
    keywords: keywords?.slice(0, 50),
    deprecated: readDeprecation(manifest.deprecated),
    permissions: { ...permissions, granted: [] },
    ...(members.length > 0 && { with: "family" as const }),
  };
}

/** npm writes `ERROR: No README data found!` where there is none. */
function readmeOf({ readme = "" }: PublishedDocument): string | undefined {
  if (readme.trim() === "" || readme.startsWith("ERROR: No README"))
    return undefined;
  return readme.slice(0, LONGEST_README);
}
