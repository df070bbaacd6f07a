import { Button } from "@backstage/ui";
import type {
  MarketplaceList,
  Problem as ProblemData,
} from "@flyloft/management";
import { useSearchParams } from "react-router-dom";
import { answerOf } from "../management/answerOf.ts";
import { Notice } from "../management/Notice.tsx";
import { ProblemAlert } from "../management/ProblemAlert.tsx";
import { useAnswer } from "../management/useAnswer.ts";
import { useSettled } from "../management/useSettled.ts";
import { CATEGORIES } from "../plugins/filterViews.ts";
import listStyles from "../plugins/InstalledPage.module.css";
import { PluginsFrame } from "../plugins/PluginsFrame.tsx";
import { EntryCard } from "./EntryCard.tsx";
import { MarketplaceFilters } from "./MarketplaceFilters.tsx";
import styles from "./MarketplacePage.module.css";

const PAGE = 24;

/** The plugins of all catalogs. */
export function MarketplacePage() {
  const { text, category, catalog, page, change } = useChoice();
  const query = {
    text: useSettled(text.trim()) || undefined,
    category,
    catalog,
    offset: page * PAGE,
    limit: PAGE,
  };
  const { data, problem, isLoading } = useAnswer(
    `marketplace ${JSON.stringify(query)}`,
    (client, signal) =>
      answerOf(client.GET("/marketplace", { params: { query }, signal })),
  );
  const catalogs = data?.catalogs ?? [];
  return (
    <PluginsFrame>
      <div aria-busy={isLoading}>
        <MarketplaceFilters
          text={text}
          category={category}
          catalog={catalog}
          catalogs={catalogs}
          onChange={change}
        />
        <CatalogNotices catalogs={catalogs} problem={problem} />
        {!problem && (
          <output className={styles.count}>
            {data ? countOf(data) : "Looking into the catalogs …"}
          </output>
        )}
        <ul className={listStyles.list}>
          {data?.items.map((entry) => (
            <li key={`${entry.catalog} ${entry.name}`}>
              <EntryCard
                entry={entry}
                catalog={catalogs.find(({ id }) => id === entry.catalog)}
              />
            </li>
          ))}
        </ul>
        {data && data.total > PAGE && (
          <Pager
            page={page}
            pages={Math.ceil(data.total / PAGE)}
            onPage={(next) => change("page", next ? String(next) : undefined)}
          />
        )}
      </div>
    </PluginsFrame>
  );
}

/** What is looked for is in the page's address. */
function useChoice() {
  const [params, setParams] = useSearchParams();
  const change = (key: string, value: string | undefined) =>
    setParams(
      (last) => {
        if (value) last.set(key, value);
        else last.delete(key);
        if (key !== "page") last.delete("page");
        return last;
      },
      { replace: true },
    );
  return {
    text: params.get("q") ?? "",
    category: CATEGORIES.find((name) => name === params.get("category")),
    catalog: params.get("catalog") ?? undefined,
    page: Math.max(0, Math.trunc(Number(params.get("page"))) || 0),
    change,
  };
}

interface CatalogNoticesProps {
  readonly catalogs: MarketplaceList["catalogs"];
  readonly problem: ProblemData | undefined;
}

function CatalogNotices({ catalogs, problem }: CatalogNoticesProps) {
  return (
    <div className={styles.notices}>
      {problem && <ProblemAlert problem={problem} />}
      {catalogs.map(
        ({ id, title, problem }) =>
          problem && (
            <Notice
              key={id}
              tone="warning"
              title={`The catalog “${title}” can’t be read`}
            >
              <p>
                {problem.message} {problem.hint} <code>{problem.code}</code>
              </p>
            </Notice>
          ),
      )}
    </div>
  );
}

function countOf({ total, catalogs }: MarketplaceList): string {
  if (catalogs.length === 0) return "This portal has no catalog yet.";
  if (total === 0) return "No plugin matches.";
  return total === 1 ? "1 plugin" : `${total} plugins`;
}

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

function Pager({ page, pages, onPage }: PagerProps) {
  return (
    <nav className={styles.pager} aria-label="Pages">
      <Button
        variant="secondary"
        size="small"
        isDisabled={page === 0}
        onPress={() => onPage(page - 1)}
      >
        Previous
      </Button>
      <span>
        {page + 1} of {pages}
      </span>
      <Button
        variant="secondary"
        size="small"
        isDisabled={page + 1 >= pages}
        onPress={() => onPage(page + 1)}
      >
        Next
      </Button>
    </nav>
  );
}
