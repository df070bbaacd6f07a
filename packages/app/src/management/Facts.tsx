import type { ReactNode } from "react";
import styles from "./Facts.module.css";

export interface FactsProps {
  /** Terms with what is known; those without are left out. */
  readonly facts: readonly (readonly [term: string, value: ReactNode])[];
}

/** Terms and values, one below the other. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value)
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
