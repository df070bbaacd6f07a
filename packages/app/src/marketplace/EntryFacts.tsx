import type { MarketplaceDetail } from "@flyloft/management";
import { Facts } from "../management/Facts.tsx";
import { formatAgo } from "../management/format.ts";
import { SafeLink } from "../management/SafeLink.tsx";

/** What a catalog says of a plugin. */
export function EntryFacts({ entry }: { readonly entry: MarketplaceDetail }) {
  const { homepage, publishedAt, keywords = [] } = entry;
  return (
    <Facts
      facts={[
        ["Package", <code key="name">{entry.name}</code>],
        ["Newest", entry.version],
        ["Published", publishedAt && formatAgo(publishedAt)],
        ["Installed", entry.installed],
        ["Author", entry.author],
        ["Signer, by the catalog", entry.signer ?? "None named"],
        ["Category", entry.category],
        ["Keywords", keywords.join(", ")],
        [
          "Homepage",
          homepage && (
            <SafeLink key="homepage" href={homepage}>
              {homepage.replace(/^https:\/\/(www\.)?/, "").replace(/\/$/, "")}
            </SafeLink>
          ),
        ],
        ["Reference", <code key="reference">{entry.reference}</code>],
      ]}
    />
  );
}
