import type { Run } from "../createRun.ts";
import type {
  FoundEntries,
  MarketplaceDetail,
  MarketplacePage,
  MarketplaceQuestion,
} from "./MarketplaceEntry.ts";

/** One place where plugins to install are looked for. What it throws becomes its `problem`. */
export interface Catalog {
  search(
    question: MarketplaceQuestion,
    page: MarketplacePage,
    run: Run,
  ): Promise<FoundEntries>;
  /** Undefined where it has no such plugin. */
  describe(name: string, run: Run): Promise<MarketplaceDetail | undefined>;
}
