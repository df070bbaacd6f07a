import gt from "semver/functions/gt.js";
import prerelease from "semver/functions/prerelease.js";
import rcompare from "semver/functions/rcompare.js";
import valid from "semver/functions/valid.js";
import type { CatalogPlugin } from "./catalog/catalogSchema.ts";
import { DocumentCatalog } from "./catalog/DocumentCatalog.ts";
import { judgePublished } from "./catalog/judgePublished.ts";
import { readDeprecation } from "./catalog/npmVersions.ts";
import type { MarketplaceSettings } from "./config/MarketplaceSettings.ts";
import type { PluginRequest } from "./config/PluginRequest.ts";
import { type Run, createRun } from "./createRun.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import { mapConcurrently } from "./mapConcurrently.ts";
import type { Packument } from "./sources/npm/Packument.ts";
import { publishedManifestSchema } from "./sources/npm/PublishedManifest.ts";
import { readManifest } from "./sources/npm/readManifest.ts";
import { readPackument } from "./sources/npm/readPackument.ts";

export interface UpdatablePlugin {
  readonly request: PluginRequest;
  readonly name: string;
  readonly version: string;
}

export interface PluginUpdate {
  /** The package's name. */
  readonly plugin: string;
  readonly current: string;
  /** The newest version that runs here, where it is newer. */
  readonly newest?: string | undefined;
  /** Of the installed version: the publisher's words. */
  readonly deprecated?: string | undefined;
}

export interface UpdateOptions extends Omit<InstallOptions, "config"> {
  /** Catalogs that tell of versions too. */
  readonly marketplace?: MarketplaceSettings | undefined;
}

type Finding = Pick<PluginUpdate, "newest" | "deprecated">;

const PLUGINS_AT_ONCE = 6;
/** What is published together doesn't run here together: further back it is another release line. */
const MOST_CANDIDATES = 5;
const NOTHING: Finding = {};

/** What is newer of installed plugins, and what their publishers gave up. A source that doesn't answer tells nothing. */
export async function findUpdates(
  installed: readonly UpdatablePlugin[],
  { marketplace, ...options }: UpdateOptions,
): Promise<readonly PluginUpdate[]> {
  const config = { requests: [], failures: [] };
  const network = { totalTimeoutMs: 30_000, maxTries: 2, ...options.network };
  const all = { ...options, config, network };
  const run = await createRun(all, { readOnly: true });
  try {
    const listed = await readCatalogs(marketplace, run);
    const found = await mapConcurrently(
      installed,
      PLUGINS_AT_ONCE,
      async (plugin) => {
        const told = await orNothing(() => askSource(plugin, run), run);
        const entry = findListed(plugin, listed);
        const { newest, deprecated } = { ...entry, ...told };
        const { name, version: current } = plugin;
        return { plugin: name, current, newest, deprecated };
      },
    );
    return found.filter(({ newest, deprecated }) => newest ?? deprecated);
  } finally {
    await run.close();
  }
}

async function orNothing(
  ask: () => Promise<Finding>,
  { context }: Run,
): Promise<Finding> {
  try {
    return await ask();
  } catch {
    context.signal.throwIfAborted();
    return NOTHING;
  }
}

function askSource(plugin: UpdatablePlugin, run: Run): Promise<Finding> {
  switch (plugin.request.reference.kind) {
    case "npm":
      return askNpm(plugin, run);
    case "oci":
      return askOci(plugin, run);
    case "url":
    case "archive":
    case "folder":
      return Promise.resolve(NOTHING);
  }
}

async function askNpm(
  { request, name, version }: UpdatablePlugin,
  { context, options: { host } }: Run,
): Promise<Finding> {
  const { packument } = await readPackument(name, context);
  const deprecated = deprecationOf(packument, version);
  const candidates = newerThan(version, Object.keys(packument.versions))
    .filter((each) => deprecationOf(packument, each) === undefined)
    .slice(0, MOST_CANDIDATES);
  for (const newest of candidates) {
    const manifest = await readManifest({ name, version: newest }, context);
    if (!judgePublished(manifest, request, host)) {
      return defined({ newest, deprecated });
    }
  }
  return defined({ deprecated });
}

function deprecationOf(
  { versions }: Packument,
  version: string,
): string | undefined {
  const schema = publishedManifestSchema.pick({ deprecated: true });
  const parsed = schema.safeParse(versions[version]);
  return parsed.success ? readDeprecation(parsed.data.deprecated) : undefined;
}

/** A tag that is a version says what runs; the package's own version may be counted otherwise. */
async function askOci(
  { request: { reference }, version }: UpdatablePlugin,
  { context, openOci }: Run,
): Promise<Finding> {
  if (reference.kind !== "oci") return NOTHING;
  const { registry, repository, tag } = reference;
  const client = (await openOci()).registry(registry, context);
  const tags = await client.listAllTags(repository, context.signal);
  const current = valid(tag) ? (tag ?? version) : version;
  return defined({ newest: newerThan(current, tags)[0] });
}

/** Newest first; pre-releases for who runs one. */
function newerThan(current: string, versions: readonly string[]): string[] {
  if (!valid(current)) return [];
  const takesPrereleases = prerelease(current) !== null;
  return versions
    .filter((each) => valid(each) && gt(each, current))
    .filter((each) => takesPrereleases || prerelease(each) === null)
    .sort(rcompare);
}

async function readCatalogs(
  marketplace: MarketplaceSettings | undefined,
  run: Run,
): Promise<readonly CatalogPlugin[]> {
  const catalogs = (marketplace?.catalogs ?? []).flatMap((settings) =>
    settings.kind === "npm" ? [] : [new DocumentCatalog(settings)],
  );
  const read = await mapConcurrently(catalogs, PLUGINS_AT_ONCE, (catalog) =>
    catalog.plugins(run).catch(() => []),
  );
  return read.flat();
}

/** What a catalog's owner says, for what no registry tells of. */
function findListed(
  { name, version }: UpdatablePlugin,
  listed: readonly CatalogPlugin[],
): Finding {
  const plugin = listed.find((each) => each.name === name);
  if (!plugin) return NOTHING;
  const versions = plugin.versions ?? [];
  const own = versions.find((each) => each.version === version);
  const usable = versions.filter(({ deprecated }) => !deprecated);
  const names = usable.map((each) => each.version);
  const [newest] = newerThan(version, names);
  const deprecated = own?.deprecated ?? plugin.deprecated;
  return defined({ newest, deprecated });
}

/** Without what is unknown, so that it hides nothing. */
function defined(finding: Finding): Finding {
  const { newest, deprecated } = finding;
  return {
    ...(newest !== undefined && { newest }),
    ...(deprecated !== undefined && { deprecated }),
  };
}
