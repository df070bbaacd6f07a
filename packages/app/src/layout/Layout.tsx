import { Fragment, type ReactNode } from "react";
import { FaultNotice } from "./FaultNotice.tsx";
import styles from "./Layout.module.css";

export interface LayoutProps {
  readonly nav: ReactNode;
  readonly headers: readonly {
    readonly id: string;
    readonly element: ReactNode;
  }[];
  readonly content: ReactNode;
}

/** Navigation beside, headers above, content in the rest. On a phone the navigation is a bar at the top. */
export function Layout({ nav, headers, content }: LayoutProps) {
  return (
    <div className={styles.layout}>
      <a href="#content" className={styles.skip}>
        Skip to content
      </a>
      {nav}
      <div className={styles.column}>
        {headers.length > 0 && (
          <header className={styles.headers}>
            {headers.map(({ id, element }) => (
              <Fragment key={id}>{element}</Fragment>
            ))}
          </header>
        )}
        <FaultNotice />
        <div id="content" className={styles.content} tabIndex={-1}>
          {content}
        </div>
      </div>
    </div>
  );
}
