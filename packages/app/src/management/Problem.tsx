import { type ErrorReport, placeBeyondMessage } from "@flyloft/plugin-core";
import styles from "./Problem.module.css";

export interface ProblemProps {
  readonly tone: "danger" | "warning";
  readonly problem: ErrorReport;
  /** Where it happened, where that isn't in the portal's processes. */
  readonly where?: string;
}

/** What is wrong, what to do about it, and where in the configuration it comes from. */
export function Problem({ tone, problem, where }: ProblemProps) {
  const { code, message, hint } = problem;
  const place = placeBeyondMessage(problem);
  return (
    <div className={styles.problem} data-tone={tone}>
      <p className={styles.head}>
        <code>{code}</code>
        {where && <span>{where}</span>}
      </p>
      <p className={styles.message}>{message}</p>
      <p className={styles.hint}>{hint}</p>
      {place && (
        <p className={styles.place}>
          <span>At</span> <code>{place}</code>
        </p>
      )}
    </div>
  );
}
