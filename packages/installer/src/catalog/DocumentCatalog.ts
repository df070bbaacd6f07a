import gt from "semver/functions/gt.js";
import valid from "semver/functions/valid.js";
import { createRequest } from "../config/createRequest.ts";
import type { CatalogSettings } from "../config/MarketplaceSettings.ts";
import type { Run } from "../createRun.ts";
import { readVersions } from "../listVersions.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import {
  RESOLVE_CODES,
  toInstallerError,
} from "../sources/oci/toInstallerError.ts";
import type { Catalog } from "./Catalog.ts";
import type { CatalogPlugin } from "./catalogSchema.ts";
import { matches } from "./matches.ts";
import type {
  FoundEntries,
  MarketplaceDetail,
  MarketplaceEntry,
  MarketplacePage,
  MarketplaceQuestion,
} from "./MarketplaceEntry.ts";
import { readNpmPage } from "./readNpmPage.ts";
import type { OfferedVersion } from "./OfferedVersion.ts";
import { readCatalogArtifact } from "./readCatalogArtifact.ts";
import { type CatalogContent, readCatalogFile } from "./readCatalogFile.ts";

type DocumentSettings = Extract<CatalogSettings, { kind: "file" | "oci" }>;

/** A tag may come to mean something else; a registry isn't asked for it with every letter that is typed. */
const CHECK_EVERY_MS = 10 * 60 * 1000;

/** A catalog that is one document: a file, or an artifact of an OCI registry. */
export class DocumentCatalog implements Catalog {
  readonly #settings: DocumentSettings;
  #known: CatalogContent | undefined;
  #checkedAt = 0;

  constructor(settings: DocumentSettings) {
    this.#settings = settings;
  }

  async search(
    question: MarketplaceQuestion,
    { offset, limit }: MarketplacePage,
    run: Run,
  ): Promise<FoundEntries> {
    const found = (await this.plugins(run))
      .map((plugin) => this.#toEntry(plugin))
      .filter((entry) => matches(entry, question));
    return { total: found.length, items: found.slice(offset, offset + limit) };
  }

  async describe(
    name: string,
    run: Run,
  ): Promise<MarketplaceDetail | undefined> {
    const plugins = await this.plugins(run);
    const plugin = plugins.find((each) => each.name === name);
    if (!plugin) return undefined;
    const { readme, versions } = await readSource(plugin, run);
    const entry = this.#toEntry(plugin);
    return { ...entry, readme, versions: joinVersions(plugin, versions) };
  }

  /** Throws CONFIG_CATALOG_INVALID, CONFIG_FILE_UNREADABLE or a RESOLVE_ code. */
  async plugins(run: Run): Promise<readonly CatalogPlugin[]> {
    const settings = this.#settings;
    if (settings.kind === "file") {
      this.#known = await readCatalogFile(settings.file, this.#known);
      return this.#known.plugins;
    }
    const age = Date.now() - this.#checkedAt;
    if (this.#known && age < CHECK_EVERY_MS) return this.#known.plugins;
    try {
      this.#known = await readCatalogArtifact(settings, this.#known, run);
      this.#checkedAt = Date.now();
      return this.#known.plugins;
    } catch (error) {
      const { text, place = { file: text } } = settings;
      throw toInstallerError(error, RESOLVE_CODES, { text, place });
    }
  }

  #toEntry({
    versions,
    permissions,
    ...plugin
  }: CatalogPlugin): MarketplaceEntry {
    const newest = newestOf(versions);
    return {
      catalog: this.#settings.id,
      ...plugin,
      version: newest?.version,
      publishedAt: newest?.publishedAt,
      permissions: permissions && { ...permissions, granted: [] },
    };
  }
}

type WrittenVersions = CatalogPlugin["versions"];

/** The highest that isn't deprecated; the first where they aren't to be compared. */
function newestOf(versions: WrittenVersions) {
  const usable = (versions ?? []).filter(({ deprecated }) => !deprecated);
  return usable.reduce<(typeof usable)[number] | undefined>(
    (best, each) =>
      !best ||
      (valid(each.version) &&
        valid(best.version) &&
        gt(each.version, best.version))
        ? each
        : best,
    undefined,
  );
}

/** What a plugin's own source tells. A catalog is of use without it. */
async function readSource(
  { reference: text }: CatalogPlugin,
  run: Run,
): Promise<Pick<MarketplaceDetail, "readme" | "versions">> {
  const place = { file: text };
  const request = createRequest(text, { baseDir: "/", place });
  try {
    const { reference } = request;
    if (reference.kind === "npm") {
      return await readNpmPage(reference.name, request, run);
    }
    return { readme: undefined, versions: await readVersions(request, run) };
  } catch (error) {
    run.context.signal.throwIfAborted();
    if (error instanceof NetworkFailure || isCoded(error)) {
      return { readme: undefined, versions: [] };
    }
    throw error;
  }
}

function isCoded(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith("RESOLVE_") ?? false;
}

/** Those that the catalog lists, where it lists any, with what the source says of each. */
function joinVersions(
  { versions }: CatalogPlugin,
  offered: readonly OfferedVersion[],
): readonly OfferedVersion[] {
  if (!versions) return offered;
  return versions.map((version) => {
    const told = offered.find((each) => each.version === version.version);
    return { ...told, ...version };
  });
}
