import type { Category } from "@flyloft/management";
import styles from "./PluginIcon.module.css";

export interface PluginIconProps {
  /** What people call it: its first letter stands for it where there is no picture. */
  readonly title: string;
  readonly category?: Category | undefined;
  /** A `data:` URL. */
  readonly icon?: string | undefined;
  readonly size?: "medium" | "large";
}

/** A plugin at a glance; decoration beside its name. */
export function PluginIcon(props: PluginIconProps) {
  const { title, category, icon, size = "medium" } = props;
  if (icon?.startsWith("data:image/")) {
    return <img className={styles.icon} data-size={size} src={icon} alt="" />;
  }
  return (
    <span
      className={styles.icon}
      data-size={size}
      data-category={category}
      aria-hidden="true"
    >
      {firstLetter(title)}
    </span>
  );
}

function firstLetter(title: string): string {
  const own = title.replace(/^@[^/]+\//, "");
  return (/[\p{L}\p{N}]/u.exec(own)?.[0] ?? "?").toUpperCase();
}
