import { NavLink } from "react-router-dom";
import styles from "./TabLinks.module.css";

export interface TabLink {
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
  return (
    <nav className={styles.tabs} aria-label={label}>
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
