import { SidebarPinStateProvider } from "@backstage/core-components";
import { Fragment, type ReactNode, useMemo } from "react";
import { DevelopmentBanner } from "../development/DevelopmentBanner.tsx";
import { FaultNotice } from "./FaultNotice.tsx";
import styles from "./Layout.module.css";
import { LiveNotices } from "./LiveNotices.tsx";
import { useMediaQuery } from "./useMediaQuery.ts";
import { useStoredFlag } from "./useStoredFlag.ts";

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
  const [narrow, setNarrow] = useStoredFlag("flyloft.sidebar.narrow");
  const isMobile = useMediaQuery("(max-width: 720px)");
  // Backstage's settings page and plugins know this state as "pinned".
  const pinState = useMemo(
    () => ({
      isPinned: !narrow,
      toggleSidebarPinState: () => setNarrow(!narrow),
      isMobile,
    }),
    [narrow, setNarrow, isMobile],
  );
  return (
    <SidebarPinStateProvider value={pinState}>
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
          <DevelopmentBanner />
          <FaultNotice />
          <LiveNotices />
          <main id="content" className={styles.content} tabIndex={-1}>
            {content}
          </main>
        </div>
      </div>
    </SidebarPinStateProvider>
  );
}
