import type { NavContentNavItem } from "@backstage/plugin-app-react";
import { useSidebarPinState } from "@backstage/core-components";
import ChevronLeftIcon from "@material-ui/icons/ChevronLeft";
import CloseIcon from "@material-ui/icons/Close";
import MenuIcon from "@material-ui/icons/Menu";
import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router-dom";
import { groupNavItems } from "./groupNavItems.ts";
import { Logo } from "./Logo.tsx";
import styles from "./Sidebar.module.css";
import { SidebarGroup } from "./SidebarGroup.tsx";

export interface SidebarProps {
  readonly items: readonly NavContentNavItem[];
}

/** The navigation: beside the page, narrow on request; on a phone a bar whose button opens it. */
export function Sidebar({ items }: SidebarProps) {
  const { isPinned, toggleSidebarPinState } = useSidebarPinState();
  const narrow = !isPinned;
  const [openAt, setOpenAt] = useState<string>();
  const { pathname } = useLocation();
  // Open until another page is shown.
  const open = openAt === pathname;
  const groups = groupNavItems(items);

  useEffect(() => {
    if (!open) return undefined;
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape") setOpenAt(undefined);
    };
    document.addEventListener("keydown", close);
    return () => document.removeEventListener("keydown", close);
  }, [open]);

  return (
    <div
      className={styles.sidebar}
      data-narrow={narrow || undefined}
      data-open={open || undefined}
    >
      <div className={styles.brand}>
        <Link to="/" className={styles.logo} aria-label="Flyloft, start page">
          <Logo />
          <span className={styles.name}>Flyloft</span>
        </Link>
        <button
          type="button"
          className={styles.menu}
          aria-expanded={open}
          aria-controls="flyloft-nav"
          aria-label={open ? "Close navigation" : "Open navigation"}
          onClick={() => setOpenAt(open ? undefined : pathname)}
        >
          {open ? <CloseIcon /> : <MenuIcon />}
        </button>
      </div>
      <nav id="flyloft-nav" className={styles.nav} aria-label="Portal">
        <SidebarGroup label="Pages" items={groups.main} />
        <SidebarGroup label="Plugins" hasHeading items={groups.plugins} />
        <div className={styles.space} />
        <SidebarGroup label="Portal itself" items={groups.manage} />
        <button
          type="button"
          className={styles.collapse}
          aria-pressed={narrow}
          aria-label={narrow ? "Expand navigation" : "Collapse navigation"}
          onClick={toggleSidebarPinState}
        >
          <ChevronLeftIcon className={styles.chevron} />
          <span className={styles.label}>Collapse</span>
        </button>
      </nav>
    </div>
  );
}
