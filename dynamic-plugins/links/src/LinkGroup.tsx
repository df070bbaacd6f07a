import { useId } from "react";
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from "@backstage/ui";
import styles from "./Links.module.css";
import type { Link } from "./linksApi.ts";

export interface LinkGroupProps {
  readonly name: string;
  readonly links: readonly Link[];
  readonly onEdit: (link: Link) => void;
  readonly onRemove: (link: Link) => void;
}

export function LinkGroup(props: LinkGroupProps) {
  const { name, links, onEdit, onRemove } = props;
  const headingId = useId();
  return (
    <section className={styles.group} aria-labelledby={headingId}>
      <h2 className={styles.groupName} id={headingId}>
        {name || "Other links"}
      </h2>
      <ul className={styles.list}>
        {links.map((link) => (
          <li key={link.id} className={styles.row}>
            <div className={styles.what}>
              <a
                className={styles.titleLink}
                href={link.url}
                target="_blank"
                rel="noopener noreferrer"
              >
                {link.title}
              </a>
              <span className={styles.note}>
                {new URL(link.url).host} · added by {userName(link.createdBy)}{" "}
                on {dateOf(link.createdAt)}
              </span>
            </div>
            <MenuTrigger>
              <ButtonIcon
                variant="tertiary"
                aria-label={`Actions for ${link.title}`}
                icon={<DotsIcon />}
              />
              <Menu>
                <MenuItem onAction={() => onEdit(link)}>Edit</MenuItem>
                <MenuItem color="danger" onAction={() => onRemove(link)}>
                  Delete
                </MenuItem>
              </Menu>
            </MenuTrigger>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `user:default/jane` → `jane`. */
function userName(entityRef: string): string {
  return entityRef.slice(entityRef.lastIndexOf("/") + 1);
}

function dateOf(iso: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(
    new Date(iso),
  );
}

function DotsIcon() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <g fill="currentColor">
        <circle cx="3" cy="8" r="1.4" />
        <circle cx="8" cy="8" r="1.4" />
        <circle cx="13" cy="8" r="1.4" />
      </g>
    </svg>
  );
}
