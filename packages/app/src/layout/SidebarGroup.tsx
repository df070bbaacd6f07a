import type { NavContentNavItem } from "@backstage/plugin-app-react";
import { NavLink } from "react-router-dom";
import styles from "./Sidebar.module.css";

export interface SidebarGroupProps {
  readonly label: string;
  /** Whether the label is seen. It is always read aloud. */
  readonly hasHeading?: boolean;
  readonly items: readonly NavContentNavItem[];
}

/** A list of links under an optional heading; nothing at all without links. */
export function SidebarGroup(props: SidebarGroupProps) {
  const { label, hasHeading = false, items } = props;
  if (items.length === 0) return null;
  return (
    <section className={styles.group} aria-label={label}>
      {hasHeading && (
        <div className={styles.heading} aria-hidden="true">
          <span>{label}</span>
        </div>
      )}
      <ul className={styles.list}>
        {items.map(({ node, href, title: text, icon }) => (
          <li key={node.spec.id}>
            <NavLink
              to={href}
              end={href === "/"}
              className={styles.item}
              title={text}
            >
              <span className={styles.icon} aria-hidden="true">
                {icon}
              </span>
              <span className={styles.label}>{text}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
