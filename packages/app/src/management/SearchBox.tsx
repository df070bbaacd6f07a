import SearchIcon from "@material-ui/icons/Search";
import styles from "./SearchBox.module.css";

export interface SearchBoxProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A search field that reaches as far as there is room. */
export function SearchBox(props: SearchBoxProps) {
  const { label, placeholder, value, onChange } = props;
  return (
    <div className={styles.box}>
      <SearchIcon fontSize="small" aria-hidden="true" />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
