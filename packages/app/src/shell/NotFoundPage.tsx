import { Link, useLocation } from "react-router-dom";
import styles from "./NotFoundPage.module.css";

/** Shown where no plugin has a page. A plugin may have had one before it was switched off. */
export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <div className={styles.page}>
      <svg viewBox="0 0 240 120" className={styles.scene} aria-hidden="true">
        <path d="M20 18h200" className={styles.batten} />
        <path d="M60 18v34M120 18v18M180 18v44" className={styles.rope} />
        <rect
          x="36"
          y="52"
          width="48"
          height="34"
          rx="8"
          className={styles.one}
        />
        <rect
          x="96"
          y="36"
          width="48"
          height="34"
          rx="8"
          className={styles.two}
        />
        <rect
          x="156"
          y="62"
          width="48"
          height="34"
          rx="8"
          className={styles.empty}
        />
      </svg>
      <h1 className={styles.title}>Nothing hangs here</h1>
      <p className={styles.text}>
        No plugin has a page at <code>{pathname}</code>. It may be switched off
        or have moved.
      </p>
      <nav className={styles.links} aria-label="Where to go">
        <Link to="/" className={styles.primary}>
          Go to the start page
        </Link>
        <Link to="/plugins" className={styles.secondary}>
          See the plugins
        </Link>
      </nav>
    </div>
  );
}
