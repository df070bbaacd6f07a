import path from "node:path";
import {
  type Place,
  formatPlace,
  parseReference,
  redact,
} from "@flyloft/plugin-core";
import { InstallerError } from "../errors.ts";
import {
  type CatalogSettings,
  DEFAULT_MARKETPLACE,
  type MarketplaceSettings,
} from "./MarketplaceSettings.ts";
import type { WrittenCatalog } from "./marketplaceSchema.ts";
import type { Section } from "./readSections.ts";

/** For each key, the last section that says it. Throws CONFIG_SCHEMA where two catalogs have one id. */
export function readMarketplace(
  sections: readonly Section[],
): MarketplaceSettings {
  const { updates, catalogs } = DEFAULT_MARKETPLACE;
  const naming = sections.findLast(({ data }) => data.marketplace?.catalogs);
  return {
    updates:
      sections.findLast(({ data }) => data.marketplace?.updates !== undefined)
        ?.data.marketplace?.updates ?? updates,
    catalogs: naming ? readCatalogs(naming) : catalogs,
  };
}

function readCatalogs({ file, keys, data }: Section): CatalogSettings[] {
  const catalogs = new Map<string, CatalogSettings>();
  for (const [index, written] of (data.marketplace?.catalogs ?? []).entries()) {
    const place = file.place([...keys, "marketplace", "catalogs", index]);
    const catalog = parseCatalog(written, { dir: file.dir, place });
    const earlier = catalogs.get(catalog.id);
    if (earlier) throw sameId(catalog, earlier);
    catalogs.set(catalog.id, catalog);
  }
  return [...catalogs.values()];
}

function parseCatalog(
  { id, title, file, oci, npm }: WrittenCatalog,
  { dir, place }: { readonly dir: string; readonly place: Place },
): CatalogSettings {
  const named = (fallback: string) => {
    const known = id ?? fallback;
    return { id: known, title: title ?? known, place };
  };
  if (file !== undefined) {
    const { name } = path.parse(file);
    const absolute = path.resolve(dir, file);
    return { ...named(name), kind: "file", file: absolute };
  }
  const reference = parseReference(oci ?? "");
  if (reference?.kind === "oci") {
    const name = reference.repository.replace(/^.*\//, "");
    return { ...named(name), kind: "oci", reference, text: redact(oci ?? "") };
  }
  return { ...named("npm"), kind: "npm", keywords: npm?.keywords ?? [] };
}

function sameId(
  { id, place }: CatalogSettings,
  earlier: CatalogSettings,
): InstallerError {
  const both = [place, earlier.place].map((at) => at && formatPlace(at));
  return new InstallerError(
    "CONFIG_SCHEMA",
    `Two catalogs have the id ${id}: ${both.join(" and ")}`,
    { hint: "Give one of them another `id`.", place },
  );
}
