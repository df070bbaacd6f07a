import { reportError } from "@flyloft/plugin-core";
import type { Catalog } from "./catalog/Catalog.ts";
import { DocumentCatalog } from "./catalog/DocumentCatalog.ts";
import type {
  CatalogReport,
  MarketplaceDetail,
  MarketplaceEntry,
  MarketplaceList,
  MarketplacePage,
  MarketplaceQuestion,
} from "./catalog/MarketplaceEntry.ts";
import { NpmCatalog } from "./catalog/NpmCatalog.ts";
import {
  type CatalogSettings,
  DEFAULT_MARKETPLACE,
  type MarketplaceSettings,
} from "./config/MarketplaceSettings.ts";
import { type Run, createRun } from "./createRun.ts";
import type { InstallOptions } from "./InstallOptions.ts";
import type { NetworkPolicy } from "./network/NetworkPolicy.ts";

export type MarketplaceOptions = Omit<InstallOptions, "config">;

export interface MarketplaceSearch
  extends MarketplaceQuestion, MarketplacePage {
  /** Id of the one catalog to look in. */
  readonly catalog?: string | undefined;
}

export interface Marketplace {
  /** A catalog that can't be read is told with its `problem`, and doesn't take the others with it. */
  search(question: MarketplaceSearch): Promise<MarketplaceList>;
  /** Undefined where there is no such catalog or plugin. Throws an InstallerError where the catalog can't be read. */
  describe(
    catalog: string,
    name: string,
  ): Promise<MarketplaceDetail | undefined>;
  /** What the npm registry finds, by the keywords of the first catalog of that kind. */
  searchNpm(
    question: Omit<MarketplaceSearch, "catalog">,
  ): Promise<MarketplaceList>;
}

/** Somebody waits in front of a page. */
const PATIENCE: Partial<NetworkPolicy> = {
  connectTimeoutMs: 5000,
  headersTimeoutMs: 10_000,
  totalTimeoutMs: 20_000,
  maxTries: 2,
};

interface OpenCatalog {
  readonly settings: CatalogSettings;
  readonly catalog: Catalog;
}

/** Catalogs as configured. They remember what they read; nothing has to be closed. */
export function openMarketplace(
  { catalogs }: MarketplaceSettings,
  options: MarketplaceOptions,
): Marketplace {
  const open = catalogs.map(openCatalog);
  const others = DEFAULT_MARKETPLACE.catalogs.map(openCatalog);
  const npm = [...open, ...others].filter(
    ({ settings }) => settings.kind === "npm",
  );
  const running = <Result>(work: (run: Run) => Promise<Result>) =>
    withRun(options, work);
  return {
    search: (question) =>
      running((run) =>
        searchAll(selected(open, question.catalog), question, run),
      ),
    describe: async (id, name) => {
      const found = open.find(({ settings }) => settings.id === id);
      return running(async (run) => found?.catalog.describe(name, run));
    },
    searchNpm: (question) =>
      running((run) => searchAll(npm.slice(0, 1), question, run)),
  };
}

function openCatalog(settings: CatalogSettings): OpenCatalog {
  const catalog =
    settings.kind === "npm"
      ? new NpmCatalog(settings)
      : new DocumentCatalog(settings);
  return { settings, catalog };
}

function selected(
  open: readonly OpenCatalog[],
  id: string | undefined,
): readonly OpenCatalog[] {
  return id === undefined
    ? open
    : open.filter(({ settings }) => settings.id === id);
}

async function withRun<Result>(
  options: MarketplaceOptions,
  work: (run: Run) => Promise<Result>,
): Promise<Result> {
  const config = { requests: [], failures: [] };
  const network = { ...PATIENCE, ...options.network };
  const all = { ...options, config, network };
  const run = await createRun(all, { readOnly: true });
  try {
    return await work(run);
  } finally {
    await run.close();
  }
}

/** One catalog behind the other, as if they were one list. */
async function searchAll(
  open: readonly OpenCatalog[],
  { offset, limit, ...question }: MarketplaceSearch,
  run: Run,
): Promise<MarketplaceList> {
  const catalogs: CatalogReport[] = [];
  const items: MarketplaceEntry[] = [];
  let total = 0;
  for (const { settings, catalog } of open) {
    const { id, title, kind } = settings;
    const page = {
      offset: Math.max(0, offset - total),
      limit: limit - items.length,
    };
    try {
      const found = await catalog.search(question, page, run);
      items.push(...found.items);
      total += found.total;
      catalogs.push({ id, title, kind });
    } catch (error) {
      run.context.signal.throwIfAborted();
      const problem = reportError(error, "RESOLVE_REGISTRY_ERROR");
      catalogs.push({ id, title, kind, problem });
    }
  }
  return { catalogs, total, items };
}
