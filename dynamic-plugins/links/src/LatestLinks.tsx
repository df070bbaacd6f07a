import { Skeleton } from "@backstage/ui";
import styles from "./Links.module.css";
import { useLinks } from "./useLinks.ts";

const SHOWN = 5;

/** The content of the home card. Failures go to the card's error boundary, which has a Retry. */
export function LatestLinks() {
  const { links } = useLinks(SHOWN);
  if (links.state === "failed") throw links.error;
  if (links.state === "loading") return <Skeleton height={120} />;
  if (links.links.length === 0) {
    return <p className={styles.empty}>Nobody has added a link yet.</p>;
  }
  return (
    <ul className={styles.latest}>
      {links.links.map((link) => (
        <li key={link.id}>
          <a
            className={styles.latestLink}
            href={link.url}
            target="_blank"
            rel="noopener noreferrer"
          >
            <span className={styles.title}>{link.title}</span>
            <span className={styles.note}>{new URL(link.url).host}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
