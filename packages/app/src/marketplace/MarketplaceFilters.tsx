import { Select, ToggleButton } from "@backstage/ui";
import type { Category, MarketplaceList } from "@flyloft/management";
import { SearchBox } from "../management/SearchBox.tsx";
import barStyles from "../plugins/FilterBar.module.css";
import { CATEGORIES } from "../plugins/filterViews.ts";

export interface MarketplaceFiltersProps {
  readonly text: string;
  readonly category: Category | undefined;
  readonly catalog: string | undefined;
  readonly catalogs: MarketplaceList["catalogs"];
  readonly onChange: (
    key: "q" | "category" | "catalog",
    value: string | undefined,
  ) => void;
}

const ALL = "all";

/** Narrows the catalogs. What is chosen is in the page's address. */
export function MarketplaceFilters(props: MarketplaceFiltersProps) {
  const { text, category, catalog, catalogs, onChange } = props;
  return (
    <search className={barStyles.bar} data-kept>
      <SearchBox
        label="Search the marketplace"
        placeholder="Search by name, description, author or keyword"
        value={text}
        onChange={(value) => onChange("q", value)}
      />
      <div className={barStyles.filters}>
        {CATEGORIES.map((name) => (
          <ToggleButton
            key={name}
            size="small"
            isSelected={category === name}
            onChange={(isOn) => onChange("category", isOn ? name : undefined)}
          >
            {name}
          </ToggleButton>
        ))}
        {catalogs.length > 1 && (
          <Select
            aria-label="Catalog"
            size="small"
            className={barStyles.choice}
            value={catalog ?? ALL}
            onChange={(key) =>
              onChange("catalog", key === ALL ? undefined : String(key))
            }
            options={[
              { value: ALL, label: "All catalogs" },
              ...catalogs.map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
        )}
      </div>
    </search>
  );
}
