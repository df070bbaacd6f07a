import type { ReactNode } from "react";
import styles from "./Badge.module.css";

export interface BadgeProps {
  readonly tone?: "neutral" | "accent" | "success" | "warning" | "danger";
  /** A sign beside the colour; not read aloud. */
  readonly mark?: string;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** A few words on a tinted ground. */
export function Badge(props: BadgeProps) {
  const { tone = "neutral", mark, title, children } = props;
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {mark && <span aria-hidden="true">{mark}</span>}
      {children}
    </span>
  );
}
