import type {
  ErrorReport,
  PluginCategory,
  PluginPermissions,
} from "@flyloft/plugin-core";
import type { OfferedVersion } from "./OfferedVersion.ts";

/** A plugin of a catalog. What only informs may be missing, and none of it is safe to be taken for HTML. */
export interface MarketplaceEntry {
  /** Id of the catalog. */
  readonly catalog: string;
  /** Unique in the catalog. */
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly author?: string | undefined;
  readonly category?: PluginCategory | undefined;
  readonly keywords?: readonly string[] | undefined;
  /** A data: URL of an image. */
  readonly icon?: string | undefined;
  /** An https URL. */
  readonly homepage?: string | undefined;
  /** The newest. */
  readonly version?: string | undefined;
  /** What installing it installs. */
  readonly reference: string;
  readonly with?: "family" | undefined;
  /** ISO 8601. */
  readonly publishedAt?: string | undefined;
  readonly deprecated?: string | undefined;
  /** Who signs it, by the catalog's word. */
  readonly signer?: string | undefined;
  readonly permissions?: PluginPermissions | undefined;
}

export interface MarketplaceDetail extends MarketplaceEntry {
  /** Markdown. Not safe: it is the publisher's. */
  readonly readme?: string | undefined;
  readonly versions: readonly OfferedVersion[];
}

/** A catalog, and why nothing of it is shown. */
export interface CatalogReport {
  readonly id: string;
  readonly title: string;
  readonly kind: "file" | "oci" | "npm";
  readonly problem?: ErrorReport | undefined;
}

export interface MarketplaceList {
  readonly catalogs: readonly CatalogReport[];
  readonly total: number;
  readonly items: readonly MarketplaceEntry[];
}

export interface MarketplaceQuestion {
  readonly text?: string | undefined;
  readonly category?: PluginCategory | undefined;
}

export interface MarketplacePage {
  readonly offset: number;
  readonly limit: number;
}

/** What a catalog has for a question. */
export interface FoundEntries {
  readonly total: number;
  readonly items: readonly MarketplaceEntry[];
}
