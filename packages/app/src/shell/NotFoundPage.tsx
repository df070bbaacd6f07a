import { useApi } from "@backstage/frontend-plugin-api";
import { useSyncExternalStore } from "react";
import { Link, useLocation } from "react-router-dom";
import { pageAt } from "../live/pageAt.ts";
import { portalApiRef } from "./portalApi.ts";
import styles from "./NotFoundPage.module.css";

/** Shown where no plugin has a page. Where one had a page until just now, it says so. */
export function NotFoundPage() {
  const { pathname } = useLocation();
  const { status } = useApi(portalApiRef);
  const { removedPages } = useSyncExternalStore(
    status.subscribe,
    status.snapshot,
  );
  const removed = pageAt(removedPages, pathname);
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
      <h1 className={styles.title}>
        {removed
          ? "This page’s plugin was removed or disabled"
          : "Nothing hangs here"}
      </h1>
      <p className={styles.text}>
        {removed ? (
          <>
            {removed.title} had a page here until a moment ago. It comes back as
            soon as the plugin does.
          </>
        ) : (
          <>
            No plugin has a page at <code>{pathname}</code>. It may be switched
            off or have moved.
          </>
        )}
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
