import { Button, Select, ToggleButton } from "@backstage/ui";
import { useSearchParams } from "react-router-dom";
import { SearchBox } from "../management/SearchBox.tsx";
import styles from "./FilterBar.module.css";
import {
  CATEGORIES,
  type Filters,
  isFiltered,
  SOURCES,
  STATES,
  writeFilters,
} from "./filterViews.ts";

export interface FilterBarProps {
  readonly filters: Filters;
  /** Whether there are newer versions to look for. */
  readonly hasUpdates: boolean;
}

/** Narrows the list of plugins. What is chosen is in the page's address. */
export function FilterBar({ filters, hasUpdates }: FilterBarProps) {
  const [, setParams] = useSearchParams();
  const change = (some: Partial<Filters>) =>
    setParams((last) => writeFilters(last, { ...filters, ...some }), {
      replace: true,
    });
  return (
    <search className={styles.bar} data-kept>
      <SearchBox
        label="Search plugins"
        placeholder="Search by name, description, author or category"
        value={filters.search}
        onChange={(search) => change({ search })}
      />
      <div className={styles.filters}>
        <Choice
          label="Category"
          value={filters.category}
          options={CATEGORIES.map((name) => [name, name])}
          onChange={(category) =>
            change({ category: category as Filters["category"] })
          }
        />
        <Choice
          label="Source"
          value={filters.source}
          options={Object.entries(SOURCES)}
          onChange={(source) => change({ source: source as Filters["source"] })}
        />
        <Choice
          label="State"
          value={filters.state}
          options={Object.entries(STATES)}
          onChange={(state) => change({ state: state as Filters["state"] })}
        />
        <ToggleButton
          size="small"
          isSelected={filters.isBuiltIn}
          onChange={(isBuiltIn) => change({ isBuiltIn })}
        >
          Built-in
        </ToggleButton>
        {(hasUpdates || filters.hasUpdate) && (
          <ToggleButton
            size="small"
            isSelected={filters.hasUpdate}
            onChange={(hasUpdate) => change({ hasUpdate })}
          >
            Updates
          </ToggleButton>
        )}
        {isFiltered(filters) && (
          <Button
            size="small"
            variant="tertiary"
            onPress={() =>
              change({
                search: "",
                category: undefined,
                source: undefined,
                state: undefined,
                isBuiltIn: false,
                hasUpdate: false,
              })
            }
          >
            Clear
          </Button>
        )}
      </div>
    </search>
  );
}

const ANY = "any";

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string | undefined) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      size="small"
      className={styles.choice}
      value={value ?? ANY}
      onChange={(key) => onChange(key === ANY ? undefined : String(key))}
      options={[
        { value: ANY, label: `Any ${label.toLowerCase()}` },
        ...options.map(([key, text]) => ({ value: key, label: text })),
      ]}
    />
  );
}
