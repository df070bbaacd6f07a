import SearchIcon from "@material-ui/icons/Search";
import styles from "./PluginsPage.module.css";

export interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SearchField({ value, onChange }: SearchFieldProps) {
  return (
    <search className={styles.search}>
      <SearchIcon fontSize="small" aria-hidden="true" />
      <input
        type="search"
        aria-label="Search plugins"
        placeholder="Search by name, description or reference"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </search>
  );
}
