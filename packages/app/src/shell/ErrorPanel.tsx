import { type ErrorDisplayProps, useApi } from "@backstage/frontend-plugin-api";
import { redact } from "@flyloft/plugin-core";
import ErrorOutlineIcon from "@material-ui/icons/ErrorOutline";
import { useSyncExternalStore } from "react";
import { portalApiRef } from "./portalApi.ts";
import styles from "./ErrorPanel.module.css";

const LOAD_FAILURE =
  /ChunkLoadError|Loading (CSS )?chunk|dynamically imported|Failed to fetch|RUNTIME-00/i;

/**
 * Takes the place of an extension that crashed; everything around it goes on. Retry renders it again, and asks the
 * network again where it was code that didn't arrive. Code of a version that the portal has replaced never arrives.
 */
export function ErrorPanel({ plugin, error, resetError }: ErrorDisplayProps) {
  const portal = useApi(portalApiRef);
  const { updates } = useSyncExternalStore(
    portal.status.subscribe,
    portal.status.snapshot,
  );
  const failedToLoad = LOAD_FAILURE.test(`${error.name} ${error.message}`);
  const isReplaced =
    failedToLoad &&
    updates.some(({ pluginIds }) => pluginIds.includes(plugin?.pluginId ?? ""));
  const name = plugin?.title ?? plugin?.pluginId ?? "This part of the page";
  return (
    <section
      className={styles.panel}
      role="alert"
      aria-label={`${name} failed`}
    >
      <ErrorOutlineIcon className={styles.icon} aria-hidden="true" />
      <div className={styles.body}>
        <h2 className={styles.title}>{name} has a problem</h2>
        <p className={styles.text}>
          {isReplaced
            ? "It was updated while this page was open. Reload the page to use the new version."
            : failedToLoad
              ? "Its code could not be loaded. The rest of the portal works."
              : "It stopped with an error. The rest of the portal works."}
        </p>
        <details className={styles.details}>
          <summary>Details</summary>
          <dl>
            <dt>Plugin</dt>
            <dd>{plugin?.pluginId ?? "unknown"}</dd>
            <dt>Error</dt>
            <dd>
              <code>{redact(`${error.name}: ${error.message}`)}</code>
            </dd>
          </dl>
        </details>
        <button
          type="button"
          className={styles.retry}
          onClick={() => {
            if (isReplaced) window.location.reload();
            else if (failedToLoad) portal.recompose();
            else resetError();
          }}
        >
          {isReplaced ? "Reload" : "Retry"}
        </button>
      </div>
    </section>
  );
}
