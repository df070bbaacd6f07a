import { parseReference } from "@flyloft/plugin-core";
import { createRequest } from "../config/createRequest.ts";
import type { CatalogSettings } from "../config/MarketplaceSettings.ts";
import type { Run } from "../createRun.ts";
import { InstallerError } from "../errors.ts";
import { isNamedAsLibrary } from "../families/readFamily.ts";
import { NetworkFailure } from "../network/NetworkFailure.ts";
import { registryError } from "../resolve/registryError.ts";
import { type SearchedPackage, readSearch } from "../sources/npm/readSearch.ts";
import { guessCategory } from "../verify/guessCategory.ts";
import type { Catalog } from "./Catalog.ts";
import type {
  FoundEntries,
  MarketplaceDetail,
  MarketplaceEntry,
  MarketplacePage,
  MarketplaceQuestion,
} from "./MarketplaceEntry.ts";
import { readTime } from "./npmVersions.ts";
import { readNpmPage } from "./readNpmPage.ts";
import { safeHomepage, tidyText } from "../tidyText.ts";

type NpmSettings = Extract<CatalogSettings, { kind: "npm" }>;

/** What registries answer at once at most. */
const PAGE = 250;
const MOST_PAGES = 4;
const KEEP_MS = 5 * 60 * 1000;
const MOST_KEPT = 50;

/** What was found for a text so far. */
interface Found {
  readonly at: number;
  readonly query: string;
  readonly entries: MarketplaceEntry[];
  /** Of the registry, with what isn't shown. */
  readonly next: number;
  readonly isComplete: boolean;
}

/** A search of the npm registry by keywords. */
export class NpmCatalog implements Catalog {
  readonly #settings: NpmSettings;
  readonly #found = new Map<string, Found>();

  constructor(settings: NpmSettings) {
    this.#settings = settings;
  }

  async search(
    { text = "", category }: MarketplaceQuestion,
    { offset, limit }: MarketplacePage,
    run: Run,
  ): Promise<FoundEntries> {
    const wanted = offset + limit;
    const select = ({ entries }: Found) =>
      entries.filter((entry) => !category || entry.category === category);
    try {
      let found = this.#recall(text) ?? (await this.#begin(text, run));
      // One more than asked for, so that the total says that there is more.
      while (select(found).length <= wanted && !isDone(found)) {
        found = await this.#extend(found, text, run);
      }
      this.#keep(text, found);
      const items = select(found);
      return { total: items.length, items: items.slice(offset, wanted) };
    } catch (error) {
      if (error instanceof NetworkFailure) throw this.#explain(error);
      throw error;
    }
  }

  async describe(
    name: string,
    run: Run,
  ): Promise<MarketplaceDetail | undefined> {
    if (parseReference(name)?.kind !== "npm") return undefined;
    const place = { file: this.#settings.title };
    const request = createRequest(name, { baseDir: "/", place });
    try {
      const page = await readNpmPage(name, request, run);
      return { catalog: this.#settings.id, name, reference: name, ...page };
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      if (error.status === 404) return undefined;
      throw registryError(request, error);
    }
  }

  /** Some registries know no keywords: they are asked for the text alone. */
  async #begin(text: string, run: Run): Promise<Found> {
    const keywords = `keywords:${this.#settings.keywords.join(",")}`;
    const query = `${keywords} ${text}`.trim();
    const found = await this.#extend(empty(query), text, run);
    if (found.next > 0) return found;
    return this.#extend(empty(text), text, run);
  }

  async #extend(found: Found, text: string, run: Run): Promise<Found> {
    const { query: asked, next: from } = found;
    const question = { text: asked, from, size: PAGE };
    const answer = await readSearch(question, run.context);
    const known = new Set(found.entries.map(({ name }) => name));
    const fresh = answer.packages.filter(
      (each) => !known.has(each.name) && this.#mayBePlugin(each, text),
    );
    const next = from + answer.count;
    return {
      ...found,
      entries: [...found.entries, ...fresh.map((each) => this.#toEntry(each))],
      next,
      isComplete: answer.count === 0 || next >= answer.total,
    };
  }

  /** By keywords and name; what it really is only its own document tells. */
  #mayBePlugin({ name, keywords = [] }: SearchedPackage, text: string) {
    if (name === text.trim()) return true;
    if (isNamedAsLibrary(name)) return false;
    return (
      keywords.some((each) => this.#settings.keywords.includes(each)) ||
      /backstage|(?:^|[/-])plugin-|-backend(?:-module-[\w-]+)?$/.test(name)
    );
  }

  #toEntry(found: SearchedPackage): MarketplaceEntry {
    const { name, keywords = [], links, author, publisher } = found;
    return {
      catalog: this.#settings.id,
      name,
      description: tidyText(found.description),
      author: tidyText(author?.name ?? publisher?.username),
      category: guessCategory({ name, keywords, role: roleOf(name) }),
      keywords: keywords.slice(0, 50),
      homepage:
        safeHomepage(links?.homepage) ?? safeHomepage(links?.repository),
      version: found.version ?? found["dist-tags"]?.["latest"],
      reference: name,
      publishedAt: readTime(found.date),
    };
  }

  #recall(text: string): Found | undefined {
    const found = this.#found.get(text);
    return found && Date.now() - found.at < KEEP_MS ? found : undefined;
  }

  #keep(text: string, found: Found): void {
    this.#found.delete(text);
    this.#found.set(text, found);
    const [oldest] = this.#found.keys();
    if (this.#found.size > MOST_KEPT && oldest !== undefined) {
      this.#found.delete(oldest);
    }
  }

  #explain(failure: NetworkFailure): InstallerError {
    const { title: text, place = { file: "the npm registry" } } =
      this.#settings;
    const { status = 0, kind } = failure;
    const hasNone = kind === "format" || [400, 404, 405, 501].includes(status);
    if (!hasNone) return registryError({ text, place }, failure);
    return new InstallerError(
      "RESOLVE_SEARCH_UNSUPPORTED",
      `The npm registry offers no search: ${failure.message}`,
      {
        hint: "Install plugins by their names, or configure another catalog in dynamicPlugins.marketplace.",
        place,
        cause: failure,
      },
    );
  }
}

function isDone({ isComplete, next }: Found): boolean {
  return isComplete || next >= PAGE * MOST_PAGES;
}

function empty(query: string): Found {
  return { at: Date.now(), query, entries: [], next: 0, isComplete: false };
}

/** A search tells no role; names of backends end in a known way. */
function roleOf(name: string): string {
  return /-backend(?:-module-[\w-]+)?$/.test(name)
    ? "backend-plugin"
    : "frontend-plugin";
}
