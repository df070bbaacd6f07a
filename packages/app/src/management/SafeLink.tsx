import type { ReactNode } from "react";
import styles from "./SafeLink.module.css";

export interface SafeLinkProps {
  /** A publisher chose it. Only https is followed. */
  readonly href: string;
  readonly children: ReactNode;
}

/** A link out of the portal, which tells nobody where the reader came from. */
export function SafeLink({ href, children }: SafeLinkProps) {
  if (!/^https:\/\//i.test(href)) return <>{children}</>;
  return (
    <a
      className={styles.link}
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      {children}
    </a>
  );
}
