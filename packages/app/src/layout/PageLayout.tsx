import {
  BreadcrumbEntry,
  type PageLayoutProps,
} from "@backstage/frontend-plugin-api";
import { Tab, TabList, Tabs } from "@backstage/ui";
import { useResolvedPath } from "react-router-dom";
import styles from "./PageLayout.module.css";

/**
 * A page with its title, actions and tabs above. The title gives way where the page's content brings a heading of its
 * own, as the catalog does.
 */
export function PageLayout(props: PageLayoutProps) {
  const { title, noHeader, titleLink, children } = props;
  const { pathname } = useResolvedPath(".");
  if (noHeader) return <>{children}</>;
  const page = (
    <div className={styles.page}>
      <PageHead {...props} />
      <div className={styles.body}>{children}</div>
    </div>
  );
  if (!title) return page;
  return (
    <BreadcrumbEntry entry={{ label: title, href: titleLink ?? pathname }}>
      {page}
    </BreadcrumbEntry>
  );
}

function PageHead({ title, headerActions = [], tabs = [] }: PageLayoutProps) {
  const { pathname } = useResolvedPath(".");
  const parent = pathname.replace(/\/$/, "");
  const actions = headerActions.filter((action) => action !== null);
  const onlyTitle = tabs.length === 0 && actions.length === 0;
  if (onlyTitle && !title) return null;
  return (
    <header className={styles.head} data-only-title={onlyTitle || undefined}>
      <div className={styles.line}>
        {title && <h1 className={styles.title}>{title}</h1>}
        {actions.length > 0 && <div className={styles.actions}>{actions}</div>}
      </div>
      {tabs.length > 0 && (
        <Tabs className={styles.tabs}>
          <TabList>
            {tabs.map(({ id, label, href }) => (
              <Tab
                key={id}
                id={id}
                href={href.startsWith("/") ? href : `${parent}/${href}`}
                matchStrategy="prefix"
              >
                {label}
              </Tab>
            ))}
          </TabList>
        </Tabs>
      )}
    </header>
  );
}
