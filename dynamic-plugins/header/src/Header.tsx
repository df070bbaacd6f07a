import { lazy, Suspense } from "react";
import { configApiRef, useApi } from "@backstage/frontend-plugin-api";
import { Link } from "react-router-dom";
import { Skeleton } from "@backstage/ui";
import styles from "./Header.module.css";
import { readLinks, type HeaderLink } from "./readLinks.ts";
import { ThemeMenu } from "./ThemeMenu.tsx";
import { usePageTitle } from "./usePageTitle.ts";
import { UserMenu } from "./UserMenu.tsx";

/** The search needs the catalog's code, which the rest of the bar doesn't wait for and can be without. */
const CatalogSearch = lazy(async () => {
  try {
    return { default: (await import("./CatalogSearch.tsx")).CatalogSearch };
  } catch {
    return { default: () => <></> };
  }
});

/** The bar on top of every page. The layout puts it into its banner. */
export function Header() {
  const config = useApi(configApiRef);
  return (
    <div className={styles.bar}>
      <Trail portal={config.getOptionalString("app.title") ?? "Portal"} />
      <div className={styles.search}>
        <Suspense fallback={<Skeleton width="100%" height={32} />}>
          <CatalogSearch />
        </Suspense>
      </div>
      <nav className={styles.links} aria-label="Links of the portal">
        {readLinks(config).map((link) => (
          <HeaderAnchor key={`${link.title} ${link.url}`} link={link} />
        ))}
      </nav>
      <ThemeMenu />
      <UserMenu />
    </div>
  );
}

function Trail({ portal }: { readonly portal: string }) {
  const page = usePageTitle();
  return (
    <nav className={styles.trail} aria-label="Where you are">
      <Link className={styles.portal} to="/">
        {portal}
      </Link>
      {page && (
        <>
          <span className={styles.slash} aria-hidden="true">
            /
          </span>
          <span className={styles.page} aria-current="page">
            {page}
          </span>
        </>
      )}
    </nav>
  );
}

function HeaderAnchor({ link }: { readonly link: HeaderLink }) {
  if (link.url.startsWith("/")) {
    return (
      <Link className={styles.link} to={link.url}>
        {link.title}
      </Link>
    );
  }
  return (
    <a
      className={styles.link}
      href={link.url}
      target="_blank"
      rel="noopener noreferrer"
    >
      {link.title}
    </a>
  );
}
