import type { ReactNode } from "react";
import styles from "./Notice.module.css";

export interface NoticeProps {
  readonly tone: "info" | "success" | "warning" | "danger";
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** `alert` where it answers what the user just did. */
  readonly role?: "alert" | "status" | "note";
}

const MARKS = { info: "i", success: "✓", warning: "!", danger: "✕" } as const;

/** Something to know, with a mark of its own for each tone, and what to do about it. */
export function Notice(props: NoticeProps) {
  const { tone, title, children, actions, role } = props;
  return (
    <div className={styles.notice} data-tone={tone} role={role}>
      <span className={styles.mark} aria-hidden="true">
        {MARKS[tone]}
      </span>
      <div className={styles.body}>
        <p className={styles.title}>{title}</p>
        {children && <div className={styles.text}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
