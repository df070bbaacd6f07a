import { useApi } from "@backstage/frontend-plugin-api";
import CloseIcon from "@material-ui/icons/Close";
import WarningIcon from "@material-ui/icons/WarningOutlined";
import { useState, useSyncExternalStore } from "react";
import { Link } from "react-router-dom";
import { isPartial } from "../federation/FaultLog.ts";
import { portalApiRef } from "../shell/portalApi.ts";
import styles from "./FaultNotice.module.css";

/** Says once that plugins are missing in this browser and where the reasons are. Dismissed until there are more. */
export function FaultNotice() {
  const { faults } = useApi(portalApiRef);
  const all = useSyncExternalStore(faults.subscribe, faults.snapshot);
  const [dismissed, setDismissed] = useState(0);
  const names = new Set(
    all
      .filter((fault) => !isPartial(fault))
      .map(({ packageName }) => packageName),
  );
  if (names.size <= dismissed) return null;
  return (
    <output className={styles.notice}>
      <WarningIcon className={styles.icon} aria-hidden="true" />
      <span className={styles.text}>
        {names.size === 1
          ? `${[...names].join("")} could not be loaded in this browser.`
          : `${names.size} plugins could not be loaded in this browser.`}{" "}
        <Link to="/plugins" className={styles.link}>
          See why
        </Link>
      </span>
      <button
        type="button"
        className={styles.close}
        aria-label="Dismiss"
        onClick={() => setDismissed(names.size)}
      >
        <CloseIcon fontSize="small" />
      </button>
    </output>
  );
}
