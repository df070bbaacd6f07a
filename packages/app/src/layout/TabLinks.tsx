import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router-dom";
import styles from "./TabLinks.module.css";

interface TabLink {
  readonly id: string;
  readonly label: string;
  /** Absolute. */
  readonly href: string;
  /** Whether it is the current one for its own address only, and not for those below it. */
  readonly isExact?: boolean;
}

export interface TabLinksProps {
  /** What the tabs are of. */
  readonly label: string;
  readonly tabs: readonly TabLink[];
}

/** Parts of a page, each with an address of its own: links, and to everybody's ears, too. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef<string>();
  useEffect(() => {
    if (!nav.current || shown.current === pathname) return;
    shown.current = pathname;
    showCurrent(nav.current);
  }, [pathname]);
  return (
    <nav ref={nav} className={styles.tabs} aria-label={label}>
      <ul>
        {tabs.map(({ id, label: text, href, isExact }) => (
          <li key={id}>
            <NavLink to={href} end={isExact}>
              {text}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** On a phone not all tabs are seen at once; the current one is. */
function showCurrent(nav: HTMLElement): void {
  const current = nav.querySelector<HTMLElement>("[aria-current]");
  if (!current) return;
  const middle = current.offsetLeft + current.offsetWidth / 2;
  nav.scrollLeft = middle - nav.clientWidth / 2;
}
