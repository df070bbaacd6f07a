import type { OciReference, Place } from "@flyloft/plugin-core";

interface CatalogIdentity {
  /** Unique among the catalogs. */
  readonly id: string;
  readonly title: string;
  readonly place: Place | undefined;
}

/** Where plugins to install are looked for. Paths are absolute. */
export type CatalogSettings = CatalogIdentity &
  (
    | { readonly kind: "file"; readonly file: string }
    | {
        readonly kind: "oci";
        readonly reference: OciReference;
        /** As written, redacted. */
        readonly text: string;
      }
    | { readonly kind: "npm"; readonly keywords: readonly string[] }
  );

/** `dynamicPlugins.marketplace`, with what holds where it says nothing. */
export interface MarketplaceSettings {
  readonly catalogs: readonly CatalogSettings[];
  /** Newer versions of installed plugins are looked for. */
  readonly updates: boolean;
}

/** What publishers of Backstage plugins put into their packages: its own templates know only the first. */
export const DEFAULT_MARKETPLACE: MarketplaceSettings = {
  catalogs: [
    {
      kind: "npm",
      id: "npm",
      title: "npm",
      keywords: ["backstage", "backstage-plugin"],
      place: undefined,
    },
  ],
  updates: true,
};
