import type {
  MarketplaceEntry,
  MarketplaceQuestion,
} from "./MarketplaceEntry.ts";

/** Whether every word of the question is in what an entry says of itself. */
export function matches(
  entry: MarketplaceEntry,
  { text = "", category }: MarketplaceQuestion,
): boolean {
  if (category !== undefined && entry.category !== category) return false;
  const { name, title, description, author, keywords = [] } = entry;
  const said = [name, title, description, author, entry.category, ...keywords]
    .join(" ")
    .toLowerCase();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => said.includes(word));
}
