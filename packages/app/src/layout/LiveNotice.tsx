import CloseIcon from "@material-ui/icons/Close";
import RefreshIcon from "@material-ui/icons/Autorenew";
import styles from "./LiveNotice.module.css";

export interface LiveNoticeProps {
  readonly text: string;
  /** What the button says. */
  readonly action: string;
  readonly onAction: () => void;
  /** Without it, the notice stays until its reason is gone. */
  readonly onDismiss?: () => void;
}

/** One line that asks for nothing: news, a button, and a way to put it away. */
export function LiveNotice(props: LiveNoticeProps) {
  const { text, action, onAction, onDismiss } = props;
  return (
    <div className={styles.notice}>
      <RefreshIcon
        className={styles.icon}
        fontSize="small"
        aria-hidden="true"
      />
      <span className={styles.text}>{text}</span>
      <button type="button" className={styles.action} onClick={onAction}>
        {action}
      </button>
      {onDismiss && (
        <button
          type="button"
          className={styles.close}
          aria-label="Dismiss"
          onClick={onDismiss}
        >
          <CloseIcon fontSize="small" />
        </button>
      )}
    </div>
  );
}
