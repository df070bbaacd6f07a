import ArrowIcon from "@material-ui/icons/ArrowBack";
import { Link } from "react-router-dom";
import styles from "./BackLink.module.css";

export interface BackLinkProps {
  readonly to: string;
  readonly children: string;
}

/** Leads to the page that this one is a part of. */
export function BackLink({ to, children }: BackLinkProps) {
  return (
    <Link to={to} className={styles.back}>
      <ArrowIcon fontSize="inherit" aria-hidden="true" />
      {children}
    </Link>
  );
}
