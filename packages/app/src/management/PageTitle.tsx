import { type ReactNode, useEffect, useRef } from "react";
import { useNavigationType } from "react-router-dom";
import styles from "./PageTitle.module.css";

/**
 * The heading of a page that a link leads to. The page begins at its top, and where what had the focus is gone with the
 * page before, the heading gets it: people who don't see the page hear where they are.
 */
export function PageTitle({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isReached = useNavigationType() === "PUSH";
  const wasReached = useRef(isReached);
  useEffect(() => {
    if (!wasReached.current) return;
    window.scrollTo(0, 0);
    if (document.activeElement !== document.body) return;
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} className={styles.title} tabIndex={-1}>
      {children}
    </h1>
  );
}
