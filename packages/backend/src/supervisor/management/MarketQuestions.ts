import {
  type Marketplace,
  type PluginUpdate,
  findUpdates,
  listVersions,
  openMarketplace,
} from "@flyloft/installer";
import type { PluginCategory } from "@flyloft/plugin-core";
import { BackendError } from "../../errors.ts";
import type { ManagementCall } from "../messages.ts";
import { type Pipeline, preparePipeline } from "../preparePipeline.ts";
import { type Handlers, nameOf, ok } from "./Handler.ts";
import type { ManagementParts } from "./ManagementParts.ts";
import { findTarget } from "./PluginTarget.ts";

/** Registries are not asked for news more often than this. */
const NEWS_MS = 10 * 60_000;

interface News {
  readonly checkedAt: string;
  /** What is installed: where that changed, the news are others. */
  readonly about: string;
  readonly items: Promise<readonly PluginUpdate[]>;
}

/** What is asked of registries and catalogs. */
export class MarketQuestions {
  readonly #parts: ManagementParts;
  #marketplace: { readonly key: string; readonly it: Marketplace } | undefined;
  #news: News | undefined;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
  }

  get handlers(): Handlers {
    return {
      listVersions: async (call) => ok(await this.#versions(call)),
      searchMarketplace: async (call) => ok(await this.#search(call)),
      getMarketplaceEntry: async (call) => ok(await this.#entry(call)),
      listUpdates: async () => ok(await this.#updates()),
    };
  }

  async #versions(call: ManagementCall) {
    const { current: running } = this.#parts.portal();
    const target = findTarget(running.generation, nameOf(call));
    const { version: current, reference } = target.plugin.report;
    const { install, requested } = await this.#pipeline();
    const request = requested.requests.find(({ key }) => key === target.key);
    const found = request
      ? await listVersions(request, { ...install, current })
      : [];
    const isRunning = (version: string) =>
      version === current || reference.endsWith(`:${version}`);
    return clean({
      current,
      canUpgrade: found.length > 0 && !target.plugin.report.origin?.isLocked,
      items: found.map((each) => ({
        ...each,
        isCurrent: isRunning(each.version),
      })),
    });
  }

  async #search({ parameters }: ManagementCall) {
    const { text, category, catalog, offset = 0, limit = 24 } = parameters;
    const marketplace = await this.#open();
    const list = await marketplace.search({
      text: text === undefined ? undefined : String(text),
      category: category as PluginCategory | undefined,
      catalog: catalog === undefined ? undefined : String(catalog),
      offset: Number(offset),
      limit: Number(limit),
    });
    const installed = this.#installed();
    const items = list.items.map((item) => ({
      ...item,
      installed: installed.get(item.name),
    }));
    return clean({ ...list, items });
  }

  async #entry(call: ManagementCall) {
    const catalog = String(call.parameters["catalog"]);
    const name = nameOf(call);
    const entry = await (await this.#open()).describe(catalog, name);
    if (!entry) {
      throw new BackendError(
        "MANAGE_PLUGIN_UNKNOWN",
        `The catalog ${catalog} has no plugin ${name}.`,
        { hint: "Search the marketplace for it.", plugin: name },
      );
    }
    const installed = this.#installed().get(name);
    const versions = entry.versions.map((each) => ({
      ...each,
      isCurrent: each.version === installed,
    }));
    return clean({ ...entry, versions, installed });
  }

  async #updates() {
    const { install, requested } = await this.#pipeline();
    const { settings } = requested;
    const installed = [...this.#installed()].flatMap(([name, version]) => {
      const { plugins } = this.#parts.portal().current.generation;
      const plugin = plugins.find(({ report }) => report.name === name);
      const request = requested.requests.find(({ key }) => key === plugin?.key);
      return request ? [{ request, name, version }] : [];
    });
    const about = JSON.stringify(
      installed.map(({ name, version }) => [name, version]),
    );
    const isFresh =
      this.#news?.about === about &&
      Date.now() - Date.parse(this.#news.checkedAt) < NEWS_MS;
    if (!this.#news || !isFresh) {
      const { marketplace } = settings;
      this.#news = {
        checkedAt: new Date().toISOString(),
        about,
        items: marketplace.updates
          ? findUpdates(installed, { ...install, marketplace })
          : Promise.resolve([]),
      };
    }
    const { checkedAt, items } = this.#news;
    return clean({ checkedAt, items: await items });
  }

  /** Versions of what is in the portal, by name. */
  #installed(): ReadonlyMap<string, string> {
    const { plugins } = this.#parts.portal().current.generation;
    return new Map(
      plugins.flatMap(({ report: { name, version } }) =>
        version === undefined ? [] : [[name, version] as const],
      ),
    );
  }

  /** Kept while it is configured the same: it remembers what it read. */
  async #open(): Promise<Marketplace> {
    const { install, requested } = await this.#pipeline();
    const { marketplace } = requested.settings;
    const { insecureRegistries, network, mirror } = install;
    const key = JSON.stringify([
      marketplace,
      insecureRegistries,
      network,
      mirror,
    ]);
    if (this.#marketplace?.key !== key) {
      this.#marketplace = { key, it: openMarketplace(marketplace, install) };
    }
    return this.#marketplace.it;
  }

  async #pipeline(): Promise<Pipeline> {
    const { options, store } = this.#parts;
    const desired = await store.read();
    return preparePipeline({ ...options, desired });
  }
}

/** Without keys whose value is undefined. */
function clean(body: object): unknown {
  return JSON.parse(JSON.stringify(body));
}
