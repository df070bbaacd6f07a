import styles from "./ProgressBar.module.css";

export interface ProgressBarProps {
  /** What makes progress. */
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
}

export function ProgressBar({ label, share }: ProgressBarProps) {
  return (
    <progress
      className={styles.bar}
      aria-label={label}
      value={Math.max(share, 0.03)}
    />
  );
}
