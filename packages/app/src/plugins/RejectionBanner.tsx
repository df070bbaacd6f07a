import { Problem } from "../management/Problem.tsx";
import type { Rejection } from "./readRejection.ts";
import styles from "./RejectionBanner.module.css";

/** Says that the portal goes on as it was, and why. */
export function RejectionBanner({
  rejection,
}: {
  readonly rejection: Rejection;
}) {
  const { number, current, cause, reason } = rejection;
  return (
    <section className={styles.banner} aria-labelledby="plugins-rejection">
      <h2 className={styles.title} id="plugins-rejection">
        The last change was not taken over
      </h2>
      <p className={styles.text}>
        Asked for by: {cause}. It would have been generation {number};
        generation {current} goes on.
      </p>
      <Problem tone="danger" problem={reason} />
    </section>
  );
}
