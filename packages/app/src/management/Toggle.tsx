import { useId } from "react";
import styles from "./Toggle.module.css";

export interface ToggleProps {
  /** What it switches, e.g. `Enable Radar`. */
  readonly label: string;
  readonly isOn: boolean;
  /** A change is under way. */
  readonly isBusy?: boolean;
  /** Why it can't be switched; shown on hover and focus, and read aloud. */
  readonly reason?: string | undefined;
  readonly onToggle: () => void;
}

/**
 * A switch that stays in the tab order also where it can't be switched, so that its reason can be read. A button, not
 * a checkbox: it doesn't hold a choice, it asks for a change.
 */
export function Toggle(props: ToggleProps) {
  const { label, isOn, isBusy = false, reason, onToggle } = props;
  const reasonId = useId();
  const isOff = isBusy || reason !== undefined;
  return (
    <span className={styles.frame}>
      <button
        type="button"
        role="switch"
        className={styles.toggle}
        aria-label={label}
        aria-checked={isOn}
        aria-disabled={isOff || undefined}
        aria-busy={isBusy || undefined}
        aria-describedby={reason === undefined ? undefined : reasonId}
        onClick={() => isOff || onToggle()}
      >
        <span className={styles.thumb} />
      </button>
      {reason !== undefined && (
        <span className={styles.reason} role="tooltip" id={reasonId}>
          {reason}
        </span>
      )}
    </span>
  );
}
