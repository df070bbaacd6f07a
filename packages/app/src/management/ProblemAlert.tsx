import type { Problem as ProblemData } from "@flyloft/management";
import { Problem } from "./Problem.tsx";
import styles from "./ProblemAlert.module.css";

/** Why what the user just asked for was not done; read aloud when it appears. */
export function ProblemAlert({
  problem,
}: {
  readonly problem: ProblemData | undefined;
}) {
  return (
    <div className={styles.alert} role="alert">
      {problem && <Problem tone="danger" problem={problem} />}
    </div>
  );
}
